// The workbench: source and measures scroll together. Whichever side a person moves leads, the other one follows.
(function () {
  "use strict";
  var wb = window.workbench = window.workbench || {};
  var source = document.getElementById("source");
  var bench = document.getElementById("workbench");
  var coverage = function () { return document.getElementById("coverage"); };
  var root = document.documentElement;
  var leader = "list";
  var typed = false; // the last thing that a person did was typing
  var jumpedAt = -Infinity; // when a card was last brought into view by a key or a click
  var JUMP = 1000; // ms that a smooth scroll takes at most
  var GAP = 12;

  wb.wide = function () { return window.matchMedia("(min-width: 992px)").matches; };
  wb.behavior = function () { return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth"; };
  wb.lead = function (side) { leader = side; };
  wb.jump = function () { jumpedAt = window.performance.now(); };

  if (!source || !bench) {
    wb.reveal = wb.jump = function () { return; };
    return;
  }

  function inForm() {
    var active = document.activeElement;
    return Boolean(active && active.closest(".wb-card form") && active.matches("input, textarea, select"));
  }
  function inSource(element) { return element.getBoundingClientRect().top - source.getBoundingClientRect().top + source.scrollTop; }
  function edge() { return coverage().offsetHeight + GAP; } // below the bar that stays on top

  // Pairs of heights, on the page and in the source, that belong together: every sentence, and both ends.
  function pairs() {
    var found = [];
    wb.all(".wb-card", bench).forEach(function (card) {
      var span = document.getElementById("s-" + card.dataset.card);
      if (span) { found.push([card.getBoundingClientRect().top + window.scrollY, inSource(span)]); }
    });
    if (!found.length) { return null; }
    var half = source.clientHeight / 2;
    var first = found[0][1];
    var last = found[found.length - 1][1];
    found.unshift([0, first > source.clientHeight ? first - half : 0]);
    found.push([root.scrollHeight, Math.min(source.scrollHeight, last + source.clientHeight)]);
    return found;
  }

  function between(list, value, from, to) {
    var index = 1;
    while (index < list.length - 1 && list[index][from] < value) { index += 1; }
    var low = list[index - 1];
    var high = list[index];
    var share = high[from] > low[from] ? (value - low[from]) / (high[from] - low[from]) : 0;
    return low[to] + Math.max(0, Math.min(1, share)) * (high[to] - low[to]);
  }

  // The line at which a person reads moves from the top of a side to its bottom while it is scrolled: so both ends meet.
  function sourceFollows() {
    var list = pairs();
    var most = root.scrollHeight - window.innerHeight;
    if (!list || most <= 0) { return; }
    var line = edge() + (window.scrollY / most) * (window.innerHeight - edge());
    var target = between(list, window.scrollY + line, 0, 1);
    source.scrollTop = target * (source.scrollHeight - source.clientHeight) / source.scrollHeight;
  }
  function listFollows() {
    var list = pairs();
    var most = root.scrollHeight - window.innerHeight;
    var deepest = source.scrollHeight - source.clientHeight;
    if (!list || most <= 0 || deepest <= 0) { return; }
    var target = between(list, source.scrollTop * source.scrollHeight / deepest, 1, 0);
    window.scrollTo({ top: (target - edge()) / (1 + (window.innerHeight - edge()) / most), behavior: "instant" });
  }

  // Brings the sentence of a card into view in the source, without moving the list.
  wb.reveal = function (card) {
    var spans = wb.all('.seg-measure[data-measure="' + card.dataset.card + '"]', source);
    if (!spans.length || !wb.wide()) { return; }
    var top = inSource(spans[0]);
    var bottom = inSource(spans[spans.length - 1]) + spans[spans.length - 1].offsetHeight;
    if (top >= source.scrollTop && bottom <= source.scrollTop + source.clientHeight) { return; }
    source.scrollTo({ top: top - source.clientHeight / 3, behavior: wb.behavior() });
  };

  // Once a frame; where the lead has changed hands meanwhile, the last one counts.
  var next = null;
  function soon(follow) {
    if (!next) { window.requestAnimationFrame(function () { var wanted = next; next = null; wanted(); }); }
    next = follow;
  }
  var timer = 0;
  window.addEventListener("scroll", function () {
    if (!wb.wide()) { return; }
    if (leader === "list" && bench.dataset.order === "text" && !(typed && inForm())) { soon(sourceFollows); }
    window.clearTimeout(timer);
    timer = window.setTimeout(settled, 150);
  }, { passive: true });
  source.addEventListener("scroll", function () {
    if (leader === "source" && wb.wide() && bench.dataset.order === "text" && !inForm()) { soon(listFollows); }
  }, { passive: true });

  // The list has come to rest: where the current card is out of sight, the one that is read becomes the current one.
  function settled() {
    if (inForm()) { return; }
    var current = wb.current();
    var box = current && current.getBoundingClientRect();
    var moved = window.performance.now() - jumpedAt > JUMP; // not on the way to a card that was asked for
    if (moved && (!box || box.bottom < edge() || box.top > window.innerHeight)) {
      var top = wb.all(".wb-card", bench).find(function (card) { return card.getBoundingClientRect().bottom > edge() + 20; });
      if (top) { wb.choose(top, {}); current = top; }
    }
    if (current && leader === "list") { wb.reveal(current); }
  }

  // Who leads: the side that was touched last. Keys of the workbench move the list.
  function lead(event) {
    typed = event.type === "keydown";
    var keyed = event.type === "keydown" && wb.keys && wb.keys[event.key];
    leader = !keyed && event.target.nodeType === 1 && event.target.closest(".wb-source") ? "source" : "list";
  }
  ["wheel", "touchstart", "pointerdown", "keydown"].forEach(function (name) {
    document.addEventListener(name, lead, { passive: true, capture: true });
  });

  // A heading of the outline: the browser would move the page as well, and the bar would cover what was asked for.
  document.addEventListener("click", function (event) {
    var link = event.target.closest('a[href^="#h-"]');
    var anchor = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!anchor || !wb.wide()) { return; }
    event.preventDefault();
    source.scrollTo({ top: inSource(anchor) - 16, behavior: wb.behavior() });
  });
})();
