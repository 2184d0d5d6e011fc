// Names come from anybody with a transmitter: everything is set as text, never as HTML.
export const byId = (id) => document.getElementById(id);

export function element(name, className = "", text = undefined) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export const exerciseMark = () => element("span", "mark-exercise", "EXERCISE");

// Sets what has changed, so that what the officer is reading or pressing stays where it is.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setChildren(parent, children) {
  const same = parent.childElementCount === children.length
    && children.every((child, n) => parent.children[n] === child);
  if (!same) parent.replaceChildren(...children);
}
