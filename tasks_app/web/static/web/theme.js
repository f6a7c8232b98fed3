// Before the first paint: the remembered theme, else the system's. Nothing else, so that the page does not wait.
(function () {
  "use strict";
  var root = document.documentElement;
  var stored = null;
  try { stored = window.localStorage.getItem("duban-theme"); } catch (error) { stored = null; } // storage may be forbidden
  var dark = window.matchMedia && window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.setAttribute("data-bs-theme", stored || (dark ? "dark" : "light"));
  root.classList.add("js");
})();
