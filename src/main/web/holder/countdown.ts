/** The time that is left, by the server's clock: a device's own may be wrong, but it runs as fast. */
import type { View } from "./api.ts";
import { announce, h, words } from "./dom.ts";
import { t } from "./text.ts";

const ANNOUNCED = [5 * 60, 60];

export class Countdown {
  readonly element: HTMLElement;
  readonly #end: number;
  #text: Text;

  constructor(view: View, readonly over: () => void) {
    this.#end = Date.now() + Date.parse(view.expiresAt) - Date.parse(view.now);
    this.#text = words(() => this.#shown());
    this.element = h("strong", { role: "timer" }, this.#text);
    this.#tick();
  }

  #left(): number {
    return Math.max(0, Math.ceil((this.#end - Date.now()) / 1000));
  }

  #shown(): string {
    const seconds = this.#left();
    return t("time.minutes", { minutes: String(Math.floor(seconds / 60)), seconds: String(seconds % 60) });
  }

  /** Ends with the element: a page that shows something else needs no time. */
  #tick(): void {
    setTimeout(() => {
      if (!this.element.isConnected) return;
      const left = this.#left();
      this.#text.data = this.#shown();
      if (ANNOUNCED.includes(left)) announce(t("time.soon", { minutes: String(left / 60) }));
      if (left === 0) this.over();
      else this.#tick();
    }, 1000);
  }
}
