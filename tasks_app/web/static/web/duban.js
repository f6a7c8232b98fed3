// Small comforts; every page works without them.
(function () {
  "use strict";
  var root = document.documentElement;

  function toggleTheme() {
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    try { window.localStorage.setItem("duban-theme", next); } catch (error) { return; } // not remembered where forbidden
  }

  function closeDrops(except) {
    document.querySelectorAll("details.drop[open]").forEach(function (drop) {
      if (drop !== except && !drop.contains(except)) { drop.removeAttribute("open"); }
    });
  }

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (target.closest("[data-theme-toggle]")) { toggleTheme(); }
    var filler = target.closest("[data-fill-username]");
    if (filler) {
      document.getElementById("id_username").value = filler.dataset.fillUsername;
      document.getElementById("id_password").value = filler.dataset.fillPassword;
      document.getElementById("login-submit").focus();
    }
    closeDrops(target.closest("details.drop"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var open = document.querySelector("details.drop[open]");
      closeDrops(null);
      if (open) { open.querySelector("summary").focus(); }
    }
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      var search = document.getElementById("side-q");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  // A drop that is opened takes the cursor to its first input.
  document.addEventListener("toggle", function (event) {
    var drop = event.target;
    if (drop.matches && drop.matches("details.drop[open]")) {
      var input = drop.querySelector("textarea, input:not([type=hidden])");
      if (input) { input.focus(); }
    }
  }, true);

  // The figure beside a slider, and a list of choices that narrows as one types.
  document.addEventListener("input", function (event) {
    var input = event.target;
    if (input.dataset.mirror) {
      var output = document.getElementById(input.dataset.mirror);
      if (output) { output.textContent = input.value + "%"; }
    }
    if (input.dataset.narrows) {
      var words = input.value.trim().toLowerCase();
      document.querySelectorAll("#" + input.dataset.narrows + " label").forEach(function (label) {
        var checked = label.querySelector("input:checked");
        label.hidden = Boolean(words) && !checked && label.textContent.toLowerCase().indexOf(words) < 0;
      });
    }
  });

  // One press, one request.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method === "post") {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      form.classList.add("is-sending");
      window.setTimeout(function () { delete form.dataset.sent; form.classList.remove("is-sending"); }, 8000);
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.classList.remove("is-sending");
    });
  });
})();
