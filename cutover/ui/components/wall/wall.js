/* Clock, countdowns and heartbeat of the wall.
 *
 * The server tells at every beat (instants in milliseconds since 1970, UTC):
 *   now          its clock
 *   beat         milliseconds to the next beat; null while the wall is paused
 *   zone         zone of the programme
 *   as_of        status time;  told: the same in words
 *   is_newest    the page shows the newest status time
 *   stale_at     when that becomes too old to count from
 *   clocks       label, at, name, shape, word, ink of each countdown
 *
 * One timer ticks, whatever how often the server beats. What the page around
 * holds is found by its attributes: data-due counts, data-total is fitted.
 */

const GRACE = 1000;
const PROBE_EVERY = 2000;
const SKEW = 300000;
const REACHED_AGAIN = 2;
const BUSY_FOR_TOO_LONG = 20;

let wall = null;

export default function ({ data, parentElement }) {
  const owner = {};
  if (wall?.parent !== parentElement) {
    close();
    wall = open(parentElement);
  }
  if (wall.data?.now !== data.now) {
    Object.assign(wall, { heard: Date.now(), wasGone: false, answers: 0 });
    wall.offset = data.now - wall.heard;
  }
  Object.assign(wall, { data, owner });
  place(data.clocks);
  tick();
  return () => wall?.owner === owner && close();
}

function open(parent) {
  const root = node("div", "wall-top");
  const band = node("p", "wall-band");
  const clock = node("div", "wall-clock");
  const time = node("time", "wall-time");
  const day = node("p", "wall-day");
  band.hidden = true;
  band.setAttribute("role", "alert");
  clock.append(time, day);
  root.append(clock);
  parent.append(root, band);
  return { parent, root, band, time, day, counts: [], formats: {}, answers: 0, probed: 0 };
}

function close() {
  if (!wall) return;
  clearTimeout(wall.timer);
  wall.root.remove();
  wall.band.remove();
  delete document.documentElement.dataset.wall;
  wall = null;
}

function node(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}

/* The same nodes as long as there are as many countdowns. */
function place(clocks) {
  while (wall.counts.length > clocks.length) wall.counts.pop().box.remove();
  while (wall.counts.length < clocks.length) {
    const box = node("div", "wall-count");
    const [head, left, name] = ["label", "left", "name"].map((part) => box.appendChild(node("p", `wall-${part}`)));
    const [label, state] = ["span", "b"].map((tag) => head.appendChild(node(tag, "")));
    wall.root.append(box);
    wall.counts.push({ box, label, state, left, name });
  }
  clocks.forEach((clock, position) => {
    const { box, label, state, name } = wall.counts[position];
    box.style.setProperty("--ink", clock.ink);
    write(label, clock.label);
    write(state, `${clock.shape} ${clock.word}`);
    write(name, clock.name ?? "");
  });
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  if (!wall) return;
  clearTimeout(wall.timer);
  const { data } = wall;
  const now = Date.now() + wall.offset;
  const state = stateAt(now);
  document.documentElement.dataset.wall = state;
  announce(state, now);
  if (state !== "paused") {
    const isLive = data.is_newest && now <= data.stale_at && now >= data.as_of - SKEW;
    const from = isLive ? now : data.as_of;
    write(wall.time, shown(now, { hour: "2-digit", minute: "2-digit", second: "2-digit" }));
    write(wall.day, isLive ? `${day(now)}, told ${length((now - data.as_of) / 60000)} ago` : `Not live: as of ${data.told}`);
    wall.root.dataset.live = isLive;
    data.clocks.forEach((clock, position) => write(wall.counts[position].left, left(clock.at, from)));
    document.querySelectorAll(".wall [data-due]").forEach((due) => {
      const late = Math.floor((from - due.dataset.due) / 60000);
      write(due, late > 0 ? `${length(late)} late` : `due in ${length(-late)}`);
      due.classList.toggle("is-late", late > 0);
    });
  }
  document.querySelectorAll(".wall [data-total]").forEach(fit);
  if (state === "lost") probe();
  wall.timer = setTimeout(tick, 1000 - (now % 1000) + 5);
}

function stateAt(now) {
  const { data, heard } = wall;
  if (data.beat === null) return "paused";
  if (Date.now() - heard > 2 * data.beat + GRACE) return "lost";
  return data.is_newest && now > data.stale_at ? "stale" : "live";
}

function announce(state, now) {
  const { data, heard, offset } = wall;
  const seconds = (at) => shown(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const said = {
    live: "",
    lost: `■ CONNECTION LOST since ${seconds(heard + offset + (data.beat ?? 0))} – what you see is of ${seconds(heard + offset)}`,
    stale: `■ NO NEWS since ${data.told} – what you see is ${length((now - data.as_of) / 60000)} old`,
    paused: `▲ PAUSED at ${seconds(heard + offset)} – nothing is updated`,
  }[state];
  wall.band.hidden = !said;
  wall.band.dataset.state = state;
  write(wall.band, said);
}

function shown(at, parts) {
  const key = JSON.stringify([wall.data.zone, parts]);
  wall.formats[key] ??= new Intl.DateTimeFormat("en-GB", { timeZone: wall.data.zone, hourCycle: "h23", ...parts });
  return wall.formats[key].format(at);
}

function day(at) {
  return shown(at, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
}

/* T−02:17:53 before, T+00:04:10 after; from four days on in days and hours. */
function left(at, from) {
  if (at === null) return "–";
  const seconds = Math.floor(Math.abs(at - from) / 1000);
  const sign = at >= from ? "T−" : "T+";
  const hours = Math.floor(seconds / 3600);
  if (hours >= 96) return `${sign}${Math.floor(hours / 24)} d ${hours % 24} h`;
  const two = (value) => String(value).padStart(2, "0");
  return `${sign}${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/* As cutover.wording.length writes it. */
function length(minutes) {
  const size = Math.max(Math.round(minutes), 0);
  if (size >= 14400) return `${Math.floor(size / 1440).toLocaleString("en")} days`;
  if (size >= 2880) return `${(size / 1440).toFixed(1)} days`;
  const hours = Math.floor(size / 60);
  return [hours ? `${hours} h` : "", size % 60 || !hours ? `${size % 60} min` : ""].filter(Boolean).join(" ");
}

/* What does not fit is counted, never cut off; measured again only for other rows or another screen. */
function fit(list) {
  const screen = `${innerWidth}x${innerHeight} ${document.fonts.status} ${document.documentElement.dataset.wall}`;
  if (list.dataset.fitted === screen) return;
  const rows = [...list.children];
  rows.forEach((row) => (row.hidden = false));
  let count = rows.length;
  while (count > 1 && list.scrollHeight > list.clientHeight + 1) rows[--count].hidden = true;
  const more = list.dataset.total - count;
  write(list.parentElement.querySelector(".more"), more > 0 ? `and ${more} more` : "");
  list.dataset.fitted = screen;
}

/* Streamlit connects again by itself, but waits ever longer; once the server is there again, the page need not. */
async function probe() {
  const asked = wall;
  if (Date.now() - asked.probed < PROBE_EVERY) return;
  asked.probed = Date.now();
  try {
    const address = new URL("_stcore/health", document.baseURI);
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PROBE_EVERY - 100) });
    if (!answer.ok) throw new Error(answer.statusText);
    asked.answers += 1;
  } catch {
    Object.assign(asked, { wasGone: true, answers: 0 });
  }
  if (asked === wall && asked.answers >= (asked.wasGone ? REACHED_AGAIN : BUSY_FOR_TOO_LONG)) location.reload();
}
