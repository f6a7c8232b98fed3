// The import form fills in kind, title and date from the chosen text; what a person has typed is never changed.
(function () {
  "use strict";
  var form = document.getElementById("import-form");
  if (!form || !form.dataset.suggest || !window.fetch) { return; }
  var names = ["title", "kind", "issued_on"];
  var own = {}; // fields that a person has filled in
  var timer = 0;
  var asked = 0; // of several answers only the last one counts

  function field(name) { return form.elements[name]; }
  names.forEach(function (name) {
    if (field(name).value) { own[name] = true; }
    field(name).addEventListener("input", function () { own[name] = Boolean(field(name).value); note(name, ""); });
  });

  function note(name, text) {
    var id = "suggested-" + name;
    var line = document.getElementById(id);
    if (!line && text) {
      line = document.createElement("small");
      line.id = id;
      line.className = "form-hint wb-suggested";
      field(name).insertAdjacentElement("afterend", line);
    }
    if (line) { line.textContent = text; line.hidden = !text; }
  }

  function show(answer) {
    names.forEach(function (name) {
      if (own[name]) { return; }
      field(name).value = answer.fields[name] || "";
      note(name, answer.notes[name] || "");
    });
  }

  function problem(text) {
    var file = field("file");
    var line = document.getElementById("file-problem");
    if (!line) {
      line = document.createElement("div");
      line.id = "file-problem";
      line.className = "field-error";
      line.setAttribute("role", "alert");
      file.insertAdjacentElement("afterend", line);
    }
    line.textContent = text;
    line.hidden = !text;
  }

  function ask() {
    var number = asked += 1;
    var data = new FormData();
    data.append("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    if (field("file").files.length) { data.append("file", field("file").files[0]); } else { data.append("text", field("text").value); }
    form.dataset.asking = "1";
    window.fetch(form.dataset.suggest, { method: "POST", body: data, credentials: "same-origin" }).then(function (response) {
      return response.json().then(function (answer) {
        if (number !== asked) { return; }
        problem(answer.error || "");
        if (!answer.error) { show(answer); }
      });
    }).catch(function () { return; }).then(function () { // without suggestions the form is as good as before
      if (number === asked) { delete form.dataset.asking; }
    });
  }
  field("file").addEventListener("change", ask);
  field("text").addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(ask, 500); });
  if (field("text").value) { ask(); }
})();
