// The workbench: from what is selected on the page to code points of the document. Marking, and the cut at the cursor.
(function () {
  "use strict";
  var wb = window.workbench = window.workbench || {};
  var source = document.getElementById("source");
  var marker = document.getElementById("mark-selection");

  wb.all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var all = wb.all;

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

  // --- Marking what was missed ----------------------------------------------------------------------------------------
  function offerMark() {
    if (!marker) { return; }
    var found = selected();
    marker.hidden = !found;
    if (!found) { return; }
    marker.value = found.start + "-" + found.end;
    var room = document.documentElement.clientWidth - marker.offsetWidth - 8;
    marker.style.left = Math.max(8, Math.min(found.box.left, room)) + window.scrollX + "px";
    marker.style.top = found.box.bottom + window.scrollY + 6 + "px";
  }
  document.addEventListener("selectionchange", offerMark);
  if (source) { source.addEventListener("scroll", offerMark, { passive: true }); }
  if (marker) { marker.addEventListener("mousedown", function (event) { event.preventDefault(); }); } // keep the selection

  // By key: what is selected is marked; without a selection the next text behind `card` that is no measure is selected.
  wb.mark = function (card) {
    if (!marker || !source) { return; }
    if (selected()) { offerMark(); marker.click(); return; }
    var spans = all("[data-start]", source);
    var own = card ? spans.filter(function (span) { return span.dataset.measure === card.dataset.card; }) : [];
    var from = own.length ? spans.indexOf(own[own.length - 1]) + 1 : 0;
    var next = spans.slice(from).find(function (span) { return span.nextElementSibling && span.nextElementSibling.classList.contains("wb-plus"); });
    if (!next) { wb.say("noText"); return; }
    wb.lead("source");
    next.scrollIntoView({ block: "nearest", behavior: "auto" });
    source.focus({ preventScroll: true });
    window.getSelection().selectAllChildren(next);
    wb.say("selected");
  };

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
    if (found) {
      cut = found;
      var card = document.getElementById("m-" + cut.measure);
      if (card && card.querySelector(".wb-split[open]")) { offer(card, cut); }
    }
  });

  wb.forgetCut = function () { cut = null; }; // the tap that unfolds a card is not meant as a place in its sentence

  // A place among the ends of clauses, chosen.
  function offer(card, place) {
    var list = card.querySelector(".wb-cuts");
    if (!list) { return; }
    var input = list.querySelector('input[value="' + place.offset + '"]');
    if (!input) {
      all("label[data-cursor]", list).forEach(function (old) { old.remove(); });
      var label = document.createElement("label");
      label.className = "form-check";
      label.dataset.cursor = "";
      input = document.createElement("input");
      input.className = "form-check-input";
      input.type = "radio";
      input.name = "offset";
      input.value = place.offset;
      var words = document.createElement("span");
      words.textContent = place.words || "";
      label.append(input, " ", words);
      var behind = all("label", list).find(function (other) { return Number(other.firstElementChild.value) > place.offset; });
      list.insertBefore(label, behind || null);
    }
    input.checked = true;
  }

  // Opens the drawer of a card at the cursor, if it stands in its sentence; Enter splits.
  wb.openSplit = function (card) {
    var drawer = card.querySelector(".wb-split");
    drawer.open = true;
    var chosen = cut && cut.measure === card.dataset.card;
    if (chosen) { offer(card, cut); }
    (chosen && drawer.querySelector("button[type=submit]") || drawer.querySelector("input:checked") || drawer.querySelector("summary")).focus();
  };
  wb.splitAt = function (card, offset) {
    var drawer = card.querySelector(".wb-split");
    if (!drawer) { return false; }
    offer(card, { offset: offset });
    drawer.querySelector("form").requestSubmit();
    return true;
  };
  document.addEventListener("toggle", function (event) {
    if (!event.target.matches || !event.target.matches(".wb-split[open]")) { return; }
    var card = event.target.closest(".wb-card");
    if (cut && cut.measure === card.dataset.card) { offer(card, cut); }
  }, true);
})();
