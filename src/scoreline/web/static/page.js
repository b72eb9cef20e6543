// Small comforts. Every page works without them.
(() => {
  "use strict";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const shapes = {
    clock: { hour: "2-digit", minute: "2-digit", hour12: false },
    day: { day: "numeric", month: "short", year: "numeric" },
    time: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false },
    full: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false },
  };

  // A match that kicks off on another day where the reader is says on which.
  const otherDay = (element, instant) => {
    const day = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
    if (!element.dataset.day || day.format(instant) === element.dataset.day) return "";
    return ` ${new Intl.DateTimeFormat("en-GB", { weekday: "short" }).format(instant)}`;
  };

  // Instants in the reader's own zone; what is only a day stays the day it is.
  const localise = (root) => {
    for (const element of root.querySelectorAll("time[data-zone]")) {
      const instant = new Date(element.dateTime);
      const shape = shapes[element.dataset.zone];
      if (Number.isNaN(instant.getTime()) || !shape || !element.dateTime.includes("T")) continue;
      const said = new Intl.DateTimeFormat("en-GB", shape).format(instant).replace(" at ", ", ");
      element.textContent = element.dataset.zone === "clock" ? said + otherDay(element, instant) : said;
      element.title = `${instant.toISOString().slice(0, 16).replace("T", " ")} UTC`;
    }
    for (const name of root.querySelectorAll("[data-zone-name]")) name.textContent = "";
  };

  localise(document);
  document.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const note = document.querySelector("[data-zone-note]");
  if (note) {
    note.querySelector("b").textContent = zone.replaceAll("_", " ");
    note.hidden = false;
  }

  // What is still being made is looked for again; what has arrived takes its place.
  const refresh = async (element) => {
    let next = null;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      next = answer.ok ? found.querySelector("main") : null;
    } catch {
      next = null; // the service is away for a moment: ask again
    }
    if (!next) {
      setTimeout(refresh, 5000, element);
      return;
    }
    localise(next);
    document.querySelector("main").replaceWith(next);
    watch();
  };
  const watch = () => {
    const waiting = document.querySelector("[data-reload]");
    if (waiting) setTimeout(refresh, 1000 * Number(waiting.dataset.reload), waiting);
  };
  watch();

  // A choice that is made counts at once.
  for (const select of document.querySelectorAll("select[data-goes]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  // "/" leads to the first filter of the page.
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const filter = document.querySelector('input[type="search"]');
    if (filter) {
      event.preventDefault();
      filter.focus();
    }
  });
})();
