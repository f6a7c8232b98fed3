// The workbench: keys, the two sides together, marking what is selected. Everything also works without this file.
(function () {
  "use strict";
  var source = document.getElementById("source");
  var marker = document.getElementById("mark-selection");
  var current = null;
  var quiet = {}; // cards drawn anew without having been touched
  var goOn = false; // after a decision by key: to the next undecided one

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function cards() { return all(".wb-card"); }
  function wide() { return window.matchMedia("(min-width: 992px)").matches; }

  // --- Where we are -----------------------------------------------------------------------------------------------
  function choose(card, options) {
    if (!card) { return; }
    if (current && current !== card) { current.classList.remove("is-current"); }
    current = card;
    card.classList.add("is-current");
    all(".seg-measure.is-current").forEach(function (span) { span.classList.remove("is-current"); });
    var spans = all('.seg-measure[data-measure="' + card.dataset.card + '"]');
    spans.forEach(function (span) { span.classList.add("is-current"); });
    if (options && options.source && spans.length && source && wide()) {
      var top = spans[0].getBoundingClientRect().top - source.getBoundingClientRect().top;
      source.scrollTo({ top: source.scrollTop + top - source.clientHeight / 3, behavior: "smooth" });
    }
    if (options && options.list) {
      card.scrollIntoView({ block: "start", behavior: "smooth" });
      card.focus({ preventScroll: true });
    }
  }

  function step(by) {
    var list = cards();
    var at = list.indexOf(current);
    var next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))];
    choose(next, { source: true, list: true });
  }

  function nextUndecided() {
    var list = cards();
    var at = list.indexOf(current);
    var ordered = list.slice(at + 1).concat(list.slice(0, at + 1));
    var found = ordered.find(function (card) { return card.dataset.state === "undecided"; });
    if (found) { choose(found, { source: true, list: true }); return; }
    var link = document.querySelector("[data-next]");
    if (link) { window.location.href = link.href; }
  }

  function press(name) {
    if (!current) { step(0); return; }
    var target = current.querySelector('[data-do="' + name + '"]');
    if (!target) { return; }
    if (name === "accept" || name === "dismiss" || name === "reset") { goOn = name !== "reset"; }
    if (name === "split") {
      openSplit(current, target);
      return;
    }
    target.click();
    if (name === "dismiss") {
      var input = current.querySelector(".wb-dismiss[open] input[name=reason]");
      if (input) { input.focus(); }
    }
  }

  // --- Selected text to code points of the document ----------------------------------------------------------------
  // Spans carry data-start; what stands between them (numbers, buttons) is no text of the document. JavaScript counts
  // UTF-16 units, the document code points: a character outside the first plane is two of the one and one of the other.
  function points(text) { return Array.from(text).length; }

  function within(span, node, offset) {
    var range = document.createRange();
    range.setStart(span, 0);
    range.setEnd(node, offset);
    return points(range.toString());
  }

  function selected() {
    var selection = window.getSelection();
    if (!source || !selection || selection.isCollapsed || !selection.rangeCount) { return null; }
    var range = selection.getRangeAt(0);
    if (!source.contains(range.commonAncestorContainer)) { return null; }
    var spans = all("[data-start]", source).filter(function (span) { return range.intersectsNode(span); });
    if (!spans.length) { return null; }
    var first = spans[0];
    var last = spans[spans.length - 1];
    var start = Number(first.dataset.start);
    if (first.contains(range.startContainer)) { start += within(first, range.startContainer, range.startOffset); }
    var end = Number(last.dataset.end);
    if (last.contains(range.endContainer)) {
      end = Number(last.dataset.start) + within(last, range.endContainer, range.endOffset);
    }
    return end > start ? { start: start, end: end, box: range.getBoundingClientRect() } : null;
  }

  function offerMark() {
    if (!marker) { return; }
    var found = selected();
    marker.hidden = !found;
    if (!found) { return; }
    marker.value = found.start + "-" + found.end;
    marker.style.left = Math.max(8, Math.min(found.box.left, document.documentElement.clientWidth - 220)) + window.scrollX + "px";
    marker.style.top = found.box.bottom + window.scrollY + 6 + "px";
  }
  document.addEventListener("selectionchange", offerMark);
  if (source) { source.addEventListener("scroll", function () { if (marker) { marker.hidden = true; } }); }
  if (marker) { marker.addEventListener("mousedown", function (event) { event.preventDefault(); }); } // keep the selection

  // --- A cut at the cursor --------------------------------------------------------------------------------------------
  var cut = null; // the last place of the cursor inside a measure: { measure, offset, words }

  function around(span, offset, low) {
    var signs = Array.from(span.textContent);
    var at = offset - low;
    return "…" + signs.slice(Math.max(0, at - 14), at).join("").trim() + " ｜ " + signs.slice(at, at + 14).join("").trim() + "…";
  }

  // Where a point of the page lies in a measure: from the source, or from the quote on a card. null: in none, or at its edge.
  function place(node, inner) {
    var element = node.nodeType === 1 ? node : node.parentElement;
    var quote = element && element.closest("[data-quote-start]");
    var span = element && element.closest(".seg-measure[data-measure]");
    var card = quote ? quote.closest(".wb-card") : span && document.getElementById("m-" + span.dataset.measure);
    if (!card) { return null; }
    var whole = card.querySelector("[data-quote-start]");
    var start = Number(whole.dataset.quoteStart);
    var end = Number(whole.dataset.quoteEnd);
    if (quote && points(quote.textContent) !== end - start) { return null; } // the browser has changed its line ends
    var offset = quote ? start + within(quote, node, inner) : Number(span.dataset.start) + within(span, node, inner);
    var shown = quote || span;
    return offset > start && offset < end
      ? { measure: card.dataset.card, offset: offset, words: around(shown, offset, quote ? start : Number(span.dataset.start)) }
      : null;
  }

  document.addEventListener("selectionchange", function () {
    var selection = window.getSelection();
    if (!selection || !selection.rangeCount) { return; }
    var range = selection.getRangeAt(0);
    var found = place(range.startContainer, range.startOffset) || place(range.endContainer, range.endOffset);
    if (found) { cut = found; }
  });

  // Offer the place of the cursor, chosen, among the ends of clauses; Enter splits.
  function offerCut(card) {
    var select = card.querySelector(".wb-split select[name=offset]");
    if (!select || !cut || cut.measure !== card.dataset.card) { return; }
    var option = select.querySelector('option[value="' + cut.offset + '"]');
    if (!option) {
      all("option[data-cursor]", select).forEach(function (old) { old.remove(); });
      option = document.createElement("option");
      option.value = cut.offset;
      option.dataset.cursor = "";
      option.textContent = cut.words;
      select.insertBefore(option, all("option", select).find(function (other) { return Number(other.value) > cut.offset; }) || null);
    }
    select.value = String(cut.offset);
  }

  function openSplit(card, summary) {
    var drawer = summary.closest(".wb-split");
    drawer.open = true;
    offerCut(card);
    var chosen = cut && cut.measure === card.dataset.card;
    drawer.querySelector(chosen ? "button[type=submit]" : "select").focus();
  }
  document.addEventListener("toggle", function (event) {
    if (event.target.matches && event.target.matches(".wb-split[open]")) { offerCut(event.target.closest(".wb-card")); }
  }, true);

  // A sentence was split or merged: all numbers behind it are new, so the page is. A chosen list stays chosen.
  document.body.addEventListener("wb-reshaped", function (event) {
    var target = new URL(event.detail.address, window.location.href);
    if (/[?&]show=(?!all&order=text)/.test(window.location.search) && target.pathname === window.location.pathname) {
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
  document.addEventListener("htmx:beforeSwap", function (event) {
    var bench = document.getElementById("workbench");
    if (bench && event.detail.xhr.status === 404) {
      event.detail.shouldSwap = false;
      window.alert(bench.dataset.gone);
    }
  });

  // --- Mouse and keys ----------------------------------------------------------------------------------------------
  document.addEventListener("click", function (event) {
    var span = event.target.closest(".seg-measure");
    if (span && window.getSelection().isCollapsed) {
      var card = document.getElementById("m-" + span.dataset.measure);
      if (card) { choose(card, { list: true }); } else {
        var number = document.getElementById("s-" + span.dataset.measure);
        if (number) { window.location.href = number.getAttribute("href"); }
      }
      return;
    }
    if (event.target.closest("[data-help]")) { toggleHelp(); return; }
    var jump = event.target.closest("[data-next]");
    if (jump) {
      var wanted = document.getElementById("m-" + jump.dataset.next);
      if (wanted) { event.preventDefault(); choose(wanted, { source: true, list: true }); return; }
    }
    var inside = event.target.closest(".wb-card");
    if (inside) { choose(inside, { source: Boolean(event.target.closest(".wb-quote, .wb-card-number")) }); }
    if (event.target.closest(".wb-card-number") && wide()) { event.preventDefault(); }
  });

  function toggleHelp() {
    var help = document.getElementById("wb-help");
    if (help) { help.hidden = !help.hidden; if (!help.hidden) { help.scrollIntoView({ block: "nearest" }); } }
  }

  var KEYS = {
    j: function () { step(1); }, k: function () { step(-1); }, n: nextUndecided,
    a: function () { press("accept"); }, e: function () { press("edit"); }, d: function () { press("dismiss"); },
    u: function () { press("reset"); }, s: function () { press("split"); }, p: function () { press("merge"); }, "?": toggleHelp,
    m: function () { if (marker && !marker.hidden) { marker.click(); } }
  };
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (event.key === "Escape" && event.target.closest && event.target.closest(".wb-card")) {
      var open = event.target.closest(".wb-dismiss[open]");
      var cancel = event.target.closest(".wb-card").querySelector('[data-do="cancel"]');
      if (open) { open.removeAttribute("open"); event.target.closest(".wb-card").focus(); } else if (cancel) { cancel.click(); }
      return;
    }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) { return; }
    if (KEYS[event.key] && document.getElementById("workbench")) { event.preventDefault(); KEYS[event.key](); }
  });

  // A select that narrows as one types (lists of ticks: duban.js).
  document.addEventListener("input", function (event) {
    var id = event.target.dataset.narrowsSelect;
    var select = id && document.getElementById(id);
    if (!select) { return; }
    var words = event.target.value.trim().toLowerCase();
    var fitting = [];
    Array.prototype.forEach.call(select.options, function (option) {
      var fits = !words || option.text.toLowerCase().indexOf(words) >= 0;
      option.hidden = !fits && !option.selected;
      if (fits && option.value) { fitting.push(option); }
    });
    if (words && fitting.length === 1) { select.value = fitting[0].value; }
  });

  // --- After an answer of the server -------------------------------------------------------------------------------
  // Settled, not swapped: between the two htmx gives an element that stays by its id the attributes of the old one.
  document.addEventListener("htmx:afterSettle", function (event) {
    var card = event.target.closest && event.target.closest(".wb-card");
    if (event.target.id && document.getElementById(event.target.id)) { card = document.getElementById(event.target.id); }
    if (!card || !card.dataset.card) { return; }
    all('.seg-measure[data-measure="' + card.dataset.card + '"]').forEach(function (span) { span.dataset.state = card.dataset.state; });
    if (quiet[card.id]) { delete quiet[card.id]; if (current && current.id === card.id) { choose(card, {}); } return; }
    var failed = card.querySelector("[data-error]");
    var editing = card.querySelector("[data-editing]");
    if (current && !document.contains(current)) { current = null; }
    choose(card, {});
    if (failed) { goOn = false; failed.scrollIntoView({ block: "nearest" }); return; }
    if (editing) { var input = editing.querySelector("textarea, select, input:not([type=hidden])"); if (input) { input.focus(); } return; }
    if (goOn) { goOn = false; nextUndecided(); } else { card.focus({ preventScroll: true }); }
  });
  document.addEventListener("htmx:sendError", function () {
    var bench = document.getElementById("workbench");
    if (bench) { window.alert(bench.dataset.lost); }
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

  // The list leads, the source follows.
  if ("IntersectionObserver" in window && source) {
    var timer = 0;
    window.addEventListener("scroll", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () {
        if (!wide() || document.activeElement && document.activeElement.closest(".wb-card form")) { return; }
        var edge = 140;
        var top = cards().find(function (card) { return card.getBoundingClientRect().bottom > edge; });
        if (top && (!current || current.getBoundingClientRect().bottom < edge || current.getBoundingClientRect().top > window.innerHeight)) {
          choose(top, { source: true });
        }
      }, 120);
    }, { passive: true });
  }
  var asked = /^#m-\d+$/.test(window.location.hash) && document.querySelector(window.location.hash);
  if (asked) { choose(asked, { source: true, list: true }); }
})();
