// Runs in the page that is looked at: everything that a key can reach, in the order in which it is read, and where the focus is.
globalThis.listStops = () => {
  const found = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]');
  globalThis.stops = [...found].filter((each) => each.checkVisibility() && each.getAttribute('type') !== 'hidden');
  return globalThis.stops.map(nameOf);
};

// null: the focus has left the page.
globalThis.whereWeAre = () => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  const { top, bottom, left, right } = focused.getBoundingClientRect();
  return {
    index: globalThis.stops.indexOf(focused),
    name: nameOf(focused),
    isMarked: isOutlined(focused) || isOutlined(focused.parentElement),
    isInSight: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
  };
};

const nameOf = (element) => element.outerHTML.slice(0, 80);

function isOutlined(element) {
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return outlineStyle !== 'none' && outlineWidth !== '0px';
}
