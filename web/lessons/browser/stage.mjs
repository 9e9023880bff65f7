// The stage of every lesson: one state (the controls), mirrored in the address bar; every change asks for the figures, the newest one wins.

import { endpoint, mirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { copyText } from "../../shared/browser/files.mjs";
import { isFree } from "../../shared/browser/keys.mjs";
import { Lane } from "../../shared/browser/latest_request.mjs";
import { paintRoles } from "../../shared/browser/theme.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";
import { makeControls } from "./controls.mjs";
import { makeFigures } from "./figures.mjs";
import { prepareFormulas } from "./formula.mjs";
import { makeWriter } from "./numbers.mjs";
import { defaults, pairs, readLink, same, toQuery } from "./state.mjs";

const MIRROR_MILLISECONDS = 250;
const SLOW_MILLISECONDS = 400; // an answer that takes longer is announced

/** Called by Streamlit at every script run. */
export default function mount({ parentElement, data }) {
  const host = parentElement.querySelector(".stage");
  return mountOnce(host, data, (signal) => build(host, parentElement, data, signal));
}

async function build(host, root, data, signal) {
  paintRoles(host, data.roles);
  await prepareFormulas(root);
  if (signal.aborted) return;

  const { controls } = data;
  const problem = makeProblem(data.own.unreachable);
  const refusal = (refused) => refused.map((fields) => errorSentence(data.errors, { code: "value", fields })).join(" ");
  const lane = new Lane(problem.offline, signal);
  const link = readLink(controls, location.search);

  const stage = {
    data, root, signal,
    state: link.state,
    hidden: new Set(), // names of marks that the visitor put away
    write: makeWriter(data.language),
    text: (key, fields) => fill(data.text[key] ?? key, fields),
    own: (key, fields) => fill(data.own[key], fields),
    isDefault: () => Object.keys(controls).every((name) => controls[name].tabs || same(stage.state[name], controls[name].default)),
    /** Change the state: what is on the screen follows. */
    set(patch, { playing = false } = {}) {
      if (!playing) parts.pause();
      stage.state = { ...stage.state, ...patch };
      render();
      ask();
    },
    reset() {
      const open = Object.keys(controls).filter((name) => controls[name].tabs);
      stage.set({ ...defaults(controls), ...Object.fromEntries(open.map((name) => [name, stage.state[name]])) });
    },
    refuse: (field, came, low, high) => problem.say(refusal([{ field, came: `'${came}'`, accepted: `${low} … ${high}` }])),
    toggle(name) {
      if (!stage.hidden.delete(name)) stage.hidden.add(name);
      figures.show(answer);
    },
  };

  const tab = Object.keys(controls).find((name) => controls[name].tabs);
  const tabs = tab && makeTabs({ names: controls[tab].options, title: stage.text(tab), label: (option) => stage.text(`${tab}_${option}`), panel: () => "lesson-figures", choose: (option) => stage.set({ [tab]: option }) });
  const parts = makeControls(stage);
  const figures = makeFigures(stage);
  const code = makeCode(stage);
  const latency = h("p", { class: "latency", "data-testid": "lesson-latency" });
  const computing = h("p", { class: "computing", role: "status" });
  const shown = h("div", { class: "shown", id: "lesson-figures", role: tab ? "tabpanel" : undefined }, computing, figures.element, latency, code.element);
  const board = h("div", { class: parts.flat ? "board flat" : "board" }, parts.element, shown);

  const render = () => {
    host.dataset.asked = toQuery(controls, stage.state, { local: true });
    parts.render();
    tabs?.render(stage.state[tab]);
    if (tab) shown.setAttribute("aria-labelledby", `tab-${stage.state[tab]}`);
    remember();
  };
  let timer = 0;
  const page = location.pathname;
  const remember = () => {
    clearTimeout(timer);
    timer = setTimeout(() => mirror(pairs(controls, stage.state), page), MIRROR_MILLISECONDS);
  };

  let answer; // what the server said last
  let answered; // and to which question
  let slow = 0;
  const rest = () => {
    clearTimeout(slow);
    slow = 0;
    computing.textContent = "";
    shown.classList.remove("slow");
  };
  const wait = () => {
    computing.textContent = stage.own("computing");
    shown.classList.add("slow");
  };
  const draw = () => {
    const began = performance.now();
    figures.show(answer);
    host.dataset.shown = toQuery(controls, stage.state, { local: true });
    return performance.now() - began;
  };
  const ask = () => {
    const question = toQuery(controls, stage.state, { local: false });
    if (question === answered && answer) {
      lane.wishes.delete("figures");
      problem.say("");
      shown.classList.remove("stale");
      draw();
      return;
    }
    const asked = performance.now();
    slow ||= setTimeout(wait, SLOW_MILLISECONDS);
    lane.ask("figures", endpoint(`lessons/${data.name}`, question), async (response) => {
      if (!lane.wishes.size) rest();
      if (!response.ok) {
        const understood = response.status === 400;
        problem.say(understood ? errorSentence(data.errors, await response.json()) : stage.own("failed"));
        shown.classList.add("stale");
        if (!answer && understood && question) { // a link that cannot be followed is named, then left for the defaults
          refused = problem.said;
          stage.set(defaults(controls));
        }
        return;
      }
      answer = await response.json();
      answered = question;
      shown.classList.remove("stale");
      problem.say(refused);
      refused = "";
      const drawing = draw();
      code.render(answer.code);
      const server = Number(response.headers.get("X-Milliseconds"));
      latency.textContent = stage.own("latency", { total: stage.write.fixed(performance.now() - asked, 0), server: stage.write.fixed(server, server < 10 ? 1 : 0), drawing: stage.write.fixed(drawing, 0) });
      host.dataset.drawing = drawing.toFixed(1);
    });
  };
  let refused = refusal(link.refused);

  host.replaceChildren(problem.element, ...(tabs ? [tabs.element] : []), board);
  const onkey = (event) => event.key === "r" && isFree(event) && stage.reset();
  document.addEventListener("keydown", onkey, { signal });
  signal.addEventListener("abort", () => [timer, slow].forEach(clearTimeout));
  figures.watch(() => answer && draw());
  render();
  ask();
}

/** The lines of Python that compute the same. */
function makeCode(stage) {
  const code = h("code");
  const copied = h("span", { class: "hint", role: "status" });
  const copy = h("button", { type: "button", onclick: async () => {
    await copyText(code.textContent);
    copied.textContent = stage.own("copied");
  } }, stage.own("copy"));
  const element = h("details", { class: "python", hidden: true }, h("summary", {}, stage.own("code")), h("div", { class: "code" }, h("pre", { tabindex: 0, role: "group", "aria-label": stage.own("code") }, code), h("div", { class: "row" }, copy, copied)));
  const render = (lines) => {
    element.hidden = !lines;
    code.textContent = lines ?? "";
    copied.textContent = "";
  };
  return { element, render };
}
