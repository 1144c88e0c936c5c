/* The Tab key goes through what a button has opened as if it stood right behind that button.
 *
 * Streamlit draws what a popover holds at the end of the document, so that by itself Tab reaches it last, behind the
 * whole page. Escape closes it, as ever. Where what had the focus was disabled or drawn anew, or a form has closed, Tab
 * goes on from where it was. Listens once, however often the page is drawn.
 */

const OPENED = '[data-testid="stPopoverBody"]';
const OPENER = '[data-testid="stPopover"] [aria-expanded="true"]';
const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";

let isListening = false;
let last = null; // what had the focus
let trail = []; // what had it in the page itself, and what holds that

export default function () {
  if (isListening) return;
  isListening = true;
  document.addEventListener("focusin", ({ target }) => {
    last = target;
    if (document.getElementById("root").contains(target)) trail = withParents(target);
  });
  document.addEventListener("pointerdown", () => ([last, trail] = [null, []]), true);
  document.addEventListener("keydown", (event) => event.key === "Tab" && step(event), true);
}

function step(event) {
  const opened = document.querySelector(OPENED);
  const opener = document.querySelector(OPENER);
  const isLost = document.activeElement === document.body;
  if (opened && opener) stepThrough(event, opened, opener, isLost);
  else if (isLost) goBack(event);
}

/* Focus what had the focus; where that is gone, the first stop of what held it: another button of the same list. */
function goBack(event) {
  const place = trail.find((each) => each.isConnected);
  const target = place === trail[0] ? place : place && stops(place)[0];
  if (target) go(event, target);
}

function withParents(element) {
  return element ? [element, ...withParents(element.parentElement)] : [];
}

function stepThrough(event, opened, opener, isLost) {
  const from = isLost ? last : document.activeElement;
  const inside = stops(opened);
  if (from === opener ? inside.length && !event.shiftKey : !from?.isConnected) {
    go(event, inside[0] ?? opener);
  } else if (opened.contains(from)) {
    const ahead = inside.filter((stop) => isBeyond(stop, from, event.shiftKey));
    if (!ahead.length) go(event, opener, event.shiftKey);
    else if (isLost) go(event, ahead.at(event.shiftKey ? -1 : 0));
  }
}

/* Focus an element; the browser goes on from there unless that is all. */
function go(event, target, isAll = true) {
  target.focus();
  if (isAll) event.preventDefault();
}

function isBeyond(stop, from, isBack) {
  const beyond = isBack ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
  return Boolean(from.compareDocumentPosition(stop) & beyond);
}

/* Where Tab stops in there: once the focus is outside, Streamlit takes all out of its way and keeps data-tabindex. */
function stops(place) {
  const isStop = (each) => each.tabIndex >= 0 || each.dataset.tabindex !== undefined;
  return [...place.querySelectorAll(STOPS)].filter(
    (each) => isStop(each) && !each.disabled && each.getClientRects().length > 0,
  );
}
