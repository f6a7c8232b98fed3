// The workbench: where we are, keys, undo, and what happens after an answer. Everything also works without this file.
(function () {
  "use strict";
  var wb = window.workbench;
  var all = wb.all;
  var bench = document.getElementById("workbench");
  var live = document.getElementById("wb-live");
  var current = null;
  var quiet = {}; // cards drawn anew without having been touched
  var opened = {}; // on a phone: cards that are unfolded
  var byKey = false; // the last thing that a person did was pressing a key
  var goOn = false; // after a decision by key: to the next undecided one
  var STORE = "duban-workbench-undo";

  function cards() { return all(".wb-card"); }
  function numbered(number) { return document.getElementById("m-" + number); }
  wb.current = function () { return current; };

  // --- What is said ---------------------------------------------------------------------------------------------------
  var silence = 0;
  function hush() { window.clearTimeout(silence); silence = window.setTimeout(function () { live.textContent = ""; }, 6000); }
  function tell(text) {
    live.textContent = "";
    window.setTimeout(function () { live.textContent = text; hush(); }, 30); // emptied first: the same sentence twice is read twice
  }
  wb.say = function (name, more) { tell((live.dataset[name] || "") + (more ? " " + more : "")); };

  // A problem that the server could not put on the card itself.
  function problem(card, name) {
    var notice = document.createElement("div");
    notice.className = "notice notice-error";
    notice.setAttribute("role", "alert");
    notice.dataset.error = name;
    notice.textContent = live.dataset[name];
    all('[data-error="' + name + '"]', card).forEach(function (old) { old.remove(); });
    card.querySelector(".wb-quote").insertAdjacentElement("afterend", notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  // --- Where we are -----------------------------------------------------------------------------------------------
  // options: list (bring the card into view and give it the focus), source (bring its sentence into view).
  wb.choose = function (card, options) {
    if (!card) { return; }
    if (current && current !== card) { current.classList.remove("is-current"); }
    current = card;
    card.classList.add("is-current");
    all(".seg-measure.is-current").forEach(function (span) { span.classList.remove("is-current"); });
    all('.seg-measure[data-measure="' + card.dataset.card + '"]').forEach(function (span) { span.classList.add("is-current"); });
    if (options.list) {
      unfold(card, true);
      wb.jump();
      card.scrollIntoView({ block: "start", behavior: wb.behavior() });
      card.focus({ preventScroll: true });
    }
    if (options.source) { wb.reveal(card); }
  };
  function go(card) { wb.lead("list"); wb.choose(card, { list: true, source: true }); }

  function unfold(card, open) {
    card.classList.toggle("is-open", open);
    opened[card.id] = open;
    var button = card.querySelector("[data-open]");
    if (button) { button.setAttribute("aria-expanded", String(open)); }
  }

  function step(by) {
    var list = cards();
    var at = list.indexOf(current);
    go(list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))]);
  }

  function nextUndecided() {
    var list = cards();
    var at = list.indexOf(current);
    var ordered = list.slice(at + 1).concat(list.slice(0, at + 1));
    var found = ordered.find(function (card) { return card.dataset.state === "undecided" && card !== current; });
    if (found) { go(found); return; }
    var link = document.querySelector("[data-next]");
    if (!link) { wb.say("noUndecided"); } else if (numbered(link.dataset.next)) { go(numbered(link.dataset.next)); } else { window.location.href = link.href; }
  }

  // The coverage bar lists them, most doubtful first: "number:page number:page".
  function nextDoubtful() {
    var coverage = document.getElementById("coverage");
    var list = coverage.dataset.doubtful.split(" ").filter(Boolean).map(function (entry) { return entry.split(":"); });
    if (!list.length) { wb.say("noDoubtful"); return; }
    var at = list.findIndex(function (entry) { return current && entry[0] === current.dataset.card; });
    var next = list[(at + 1) % list.length];
    if (numbered(next[0])) { go(numbered(next[0])); } else { window.location.href = "?page=" + next[1] + "#m-" + next[0]; }
  }

  // --- Actions ----------------------------------------------------------------------------------------------------------
  function says(name) { return "no" + name.charAt(0).toUpperCase() + name.slice(1); }

  function press(name) {
    if (!current) { step(0); return; }
    var target = current.querySelector('[data-do="' + name + '"]');
    if (!target && name === "edit") { target = current.querySelector('a[data-do="accept"]'); } // it opens the same form
    if (!target) { wb.say(says(name)); return; }
    unfold(current, true);
    if (name === "split") { wb.openSplit(current); return; }
    target.click();
    if (name === "dismiss") {
      var input = current.querySelector(".wb-dismiss[open] input[name=reason]");
      if (input) { input.focus(); }
    }
  }

  // Choose the unit: the name that is asked about, else the list of the form.
  var assigning = false;
  function assign() {
    if (!current) { step(0); }
    if (!current) { return; }
    unfold(current, true);
    var finder = current.querySelector("[data-narrows-select]") || current.querySelector("[data-question] input:not([type=hidden]), [data-question] button");
    if (finder) { finder.focus(); return; }
    assigning = Boolean(current.querySelector('[data-do="edit"], a[data-do="accept"]'));
    press("edit");
  }

  // --- Undo -------------------------------------------------------------------------------------------------------------
  // The last thing done here: { document, do: reset | merge | split | mark | unmark, card, offset, span }. Kept while the page is drawn anew.
  function lastDone() {
    try {
      var found = JSON.parse(window.sessionStorage.getItem(STORE) || "null");
      return found && bench && found.document === bench.dataset.document ? found : null;
    } catch (error) { return null; } // forbidden, or not ours: then there is nothing to undo
  }
  function remember(done) {
    if (done && bench) { done.document = bench.dataset.document; }
    try {
      if (done) { window.sessionStorage.setItem(STORE, JSON.stringify(done)); } else { window.sessionStorage.removeItem(STORE); }
    } catch (error) { return; }
    showUndo();
  }
  function showUndo() {
    all("[data-undo]").forEach(function (button) { button.hidden = !lastDone(); });
  }

  function undoLast() {
    var done = lastDone();
    if (!done) { wb.say("noReset"); return; }
    var card = done.card && numbered(done.card);
    if (done.do === "mark") {
      var marker = document.getElementById("mark-selection");
      marker.value = done.span;
      marker.click();
      return;
    }
    if (!card) { window.location.href = "?show=all#m-" + done.card; return; } // on another page of the list
    go(card);
    var button = done.do === "split" ? null : card.querySelector('[data-do="' + done.do + '"]');
    remember(null);
    if (done.do === "split" ? !wb.splitAt(card, done.offset) : !button) { wb.say("noReset"); return; }
    if (button) { button.click(); }
  }

  function undo() {
    var own = current && current.querySelector('[data-do="reset"]');
    var mark = current && current.querySelector('[data-do="unmark"]');
    if (own) { own.click(); } else if (lastDone()) { undoLast(); } else if (mark) { mark.click(); } else { wb.say("noReset"); }
  }

  // A sentence was split, merged or marked: all numbers behind it are new, so the page is. A chosen list stays chosen.
  document.body.addEventListener("wb-reshaped", function (event) {
    remember(event.detail.undo);
    var target = new URL(event.detail.address, window.location.href);
    if (/[?&](?:show=(?!all)|order=doubt)/.test(window.location.search) && target.pathname === window.location.pathname) {
      target.search = window.location.search;
    }
    if (target.pathname + target.search === window.location.pathname + window.location.search) {
      window.history.scrollRestoration = "manual";
      window.history.replaceState(null, "", target.href);
      window.location.reload();
    } else {
      window.location.href = target.href;
    }
  });

  // --- Mouse and keys ----------------------------------------------------------------------------------------------
  document.addEventListener("pointerdown", function () { byKey = false; }, true);
  document.addEventListener("click", function (event) {
    var span = event.target.closest(".seg-measure");
    if (span && window.getSelection().isCollapsed) {
      var card = numbered(span.dataset.measure);
      if (card) { wb.choose(card, { list: true }); } else {
        var number = document.getElementById("s-" + span.dataset.measure);
        if (number) { window.location.href = number.getAttribute("href"); }
      }
      return;
    }
    if (event.target.closest("[data-help]")) { help(); return; }
    if (event.target.matches("dialog.wb-help")) { event.target.closest("dialog").close(); return; }
    if (event.target.closest("[data-undo]")) { undoLast(); return; }
    if (event.target.closest("[data-next-doubtful]")) { event.preventDefault(); nextDoubtful(); return; }
    var jump = event.target.closest("[data-next]");
    if (jump) {
      var wanted = numbered(jump.dataset.next);
      if (wanted) { event.preventDefault(); go(wanted); return; }
    }
    var inside = event.target.closest(".wb-card");
    if (!inside) { return; }
    var folds = event.target.closest("[data-open]");
    if (folds || !inside.classList.contains("is-open") && !event.target.closest("a, button, input, select, textarea, summary")) {
      if (folds || !wb.wide()) { wb.forgetCut(); }
      unfold(inside, !folds || !inside.classList.contains("is-open"));
    }
    wb.choose(inside, { source: Boolean(event.target.closest(".wb-quote, .wb-card-number")) });
    if (event.target.closest(".wb-card-number") && wb.wide()) { event.preventDefault(); }
  });

  function help() {
    var sheet = document.getElementById("wb-help");
    if (sheet) { sheet.showModal(); } // Esc and the focus afterwards are the browser's
  }

  wb.keys = {
    j: function () { step(1); }, k: function () { step(-1); }, n: nextUndecided, q: nextDoubtful,
    a: function () { press("accept"); }, e: function () { press("edit"); }, d: function () { press("dismiss"); }, o: assign,
    y: function () { press("same"); }, x: function () { press("different"); },
    u: undo, s: function () { press("split"); }, p: function () { press("merge"); }, "?": help,
    m: function () { wb.mark(current); }
  };
  function escape(event) {
    var card = event.target.closest && event.target.closest(".wb-card");
    if (!card) { return; }
    var open = event.target.closest(".wb-dismiss[open]");
    var cancel = card.querySelector('[data-do="cancel"]');
    if (open) { open.removeAttribute("open"); card.focus({ preventScroll: true }); } else if (cancel) { cancel.click(); } else if (event.target !== card) { card.focus({ preventScroll: true }); }
  }
  document.addEventListener("keydown", function (event) {
    byKey = true;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (document.querySelector("dialog[open]")) { return; }
    if (event.key === "Escape") { escape(event); return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) { narrowed(event); return; }
    if (wb.keys[event.key] && bench) { event.preventDefault(); wb.keys[event.key](); }
  });

  // A select that narrows as one types (lists of ticks: duban.js). Enter takes the first that fits, the next Enter sends.
  function fitting(input) {
    var select = document.getElementById(input.dataset.narrowsSelect);
    var words = input.value.trim().toLowerCase();
    return all("option", select).filter(function (option) { return option.value && (!words || option.text.toLowerCase().indexOf(words) >= 0); });
  }
  document.addEventListener("input", function (event) {
    var select = event.target.dataset.narrowsSelect && document.getElementById(event.target.dataset.narrowsSelect);
    if (!select) { return; }
    var fits = fitting(event.target);
    all("option", select).forEach(function (option) { option.hidden = fits.indexOf(option) < 0 && !option.selected; });
    if (event.target.value.trim() && fits.length === 1) { select.value = fits[0].value; }
  });
  function narrowed(event) {
    var input = event.target;
    var select = input.dataset.narrowsSelect && document.getElementById(input.dataset.narrowsSelect);
    if (!select) { return; }
    if (event.key === "ArrowDown") { event.preventDefault(); select.focus(); }
    if (event.key !== "Enter" || !input.value.trim()) { return; }
    event.preventDefault();
    var fits = fitting(input);
    if (!fits.length) { wb.say("noUnit"); return; }
    if (fits.indexOf(select.selectedOptions[0]) < 0) { select.value = fits[0].value; }
    input.value = "";
    all("option", select).forEach(function (option) { option.hidden = false; });
    wb.say("chosen", select.selectedOptions[0].text);
  }

  // --- After an answer of the server -------------------------------------------------------------------------------
  document.addEventListener("htmx:beforeRequest", function (event) {
    goOn = byKey && /\/(?:confirm|dismiss|same)\/$/.test(event.detail.requestConfig.path) && event.detail.requestConfig.verb === "post";
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var card = event.detail.target && event.detail.target.closest(".wb-card");
    if (card && event.detail.xhr.status === 404) {
      event.detail.shouldSwap = false; // what was typed stays where it is
      problem(card, "gone");
    }
  });
  document.addEventListener("htmx:sendError", function (event) {
    var card = event.target.closest && event.target.closest(".wb-card");
    if (card) { problem(card, "lost"); } else { wb.say("lost"); }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var path = event.detail.requestConfig.path;
    var found = /\/measures\/(\d+)\/(confirm|dismiss|same|reset)\/$/.exec(path);
    if (!found || !event.detail.successful || !bench) { return; }
    if (found[2] !== "reset") { remember({ do: "reset", card: found[1] }); } else if (lastDone() && lastDone().card === found[1]) { remember(null); }
  });
  // Settled, not swapped: between the two htmx gives an element that stays by its id the attributes of the old one.
  document.addEventListener("htmx:afterSettle", function (event) {
    var card = event.target.closest && event.target.closest(".wb-card");
    if (event.target.id && document.getElementById(event.target.id)) { card = document.getElementById(event.target.id); }
    if (!card || !card.dataset.card) { return; }
    hush();
    if (opened[card.id]) { unfold(card, true); }
    all('.seg-measure[data-measure="' + card.dataset.card + '"]').forEach(function (span) { span.dataset.state = card.dataset.state; });
    if (quiet[card.id]) { delete quiet[card.id]; if (current && current.id === card.id) { wb.choose(card, {}); } return; }
    var failed = card.querySelector("[data-error]");
    var editing = card.querySelector("[data-editing]");
    if (current && !document.contains(current)) { current = null; }
    wb.choose(card, {});
    if (failed) { goOn = false; failed.scrollIntoView({ block: "nearest" }); }
    if (editing) {
      var wanted = editing.querySelector(".has-error input:not([type=hidden]), .has-error select") ||
        (assigning && editing.querySelector("[data-narrows-select]")) || editing.querySelector("textarea, select, input:not([type=hidden])");
      assigning = false;
      if (wanted) { wanted.focus(); }
      return;
    }
    var reason = failed && card.querySelector(".wb-dismiss[open] input:not([type=hidden])");
    if (goOn) { goOn = false; nextUndecided(); } else { (reason || card).focus({ preventScroll: true }); }
  });
  // A name has been explained: other cards that wait for a name are drawn anew, but none that is being edited.
  document.body.addEventListener("wb-alias", function () {
    cards().forEach(function (card) {
      if (Number(card.dataset.waits) > 0 && card !== current && !card.querySelector("[data-editing]") && window.htmx) {
        quiet[card.id] = true;
        window.htmx.ajax("GET", card.dataset.url, { target: "#" + card.id, swap: "outerHTML" });
      }
    });
  });

  // --- At the beginning ---------------------------------------------------------------------------------------------
  showUndo();
  var message = document.querySelector(".notices .notice");
  if (message && bench && window.location.hash) { tell(message.textContent.trim()); } // a page that was drawn anew says nothing by itself
  var form = document.getElementById("mark-form");
  if (form) { form.addEventListener("submit", function () { remember({ do: "unmark" }); }); }
  function asked() {
    var card = /^#m-\d+$/.test(window.location.hash) && document.querySelector(window.location.hash);
    if (!card) { return; }
    go(card);
    var done = lastDone();
    if (done && done.do === "unmark" && !done.card) { done.card = card.dataset.card; remember(done); } // it has its number only now
  }
  window.addEventListener("hashchange", asked);
  asked();
})();
