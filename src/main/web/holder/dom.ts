/**
 * Building the page from elements. Text is only ever text: nothing here parses HTML, and the page's
 * policy forbids it (require-trusted-types-for).
 */
import { switchLanguage } from "./text.ts";

type Child = Node | string | (() => string) | undefined | false;
type Value = string | boolean | undefined | (() => string) | ((event: Event) => void);

/** What follows the language: the functions that write it again. */
let living: (() => void)[] = [];

/**
 * An element. A child or an attribute that is a function is a text that follows the language;
 * attributes that begin with `on` are listeners.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value as (event: Event) => void);
    else if (typeof value === "function") follow(() => element.setAttribute(key, (value as () => string)()));
    else if (value === true) element.setAttribute(key, "");
    else if (typeof value === "string") element.setAttribute(key, value);
  }
  for (const child of children) {
    if (typeof child === "function") element.append(words(child));
    else if (child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** Text that follows the language. */
export function words(text: () => string): Text {
  const node = document.createTextNode("");
  follow(() => {
    node.data = text();
  });
  return node;
}

function follow(write: () => void): void {
  write();
  living.push(write);
}

/** Replaces what the page shows and takes the reader to its heading. */
export function show(title: () => string, ...content: Child[]): void {
  const main = document.querySelector("main")!;
  const heading = h("h1", { tabindex: "-1" }, title);
  main.replaceChildren(heading, ...content.filter((each) => each instanceof Node));
  living = living.filter((write) => write !== retitle);
  retitle = () => {
    document.title = title();
  };
  follow(retitle);
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}
let retitle = () => {};

/** The frame around the page, which the server wrote, and its language button. */
export function adoptFrame(text: (key: string) => string): void {
  const rewrite = () => {
    for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
      element.textContent = text(element.dataset.text!);
    }
  };
  const button = document.querySelector<HTMLButtonElement>("#language")!;
  button.hidden = false;
  button.addEventListener("click", () => {
    switchLanguage();
    rewrite();
    for (const write of living) write();
  });
  rewrite();
}

/** Says something to those who listen to the page. */
export function announce(text: string): void {
  document.querySelector("#status")!.textContent = text;
}
