// One request in flight, the latest wish of each kind wins, the picture before everything else.

export class Lane {
  /** `onfailure(true)` when the server cannot be reached (asked again until it can), `onfailure(false)` when it can. */
  constructor(onfailure, signal) {
    this.wishes = new Map(); // kind -> {url, answer}
    this.running = false;
    this.onfailure = onfailure;
    this.signal = signal;
  }

  /** Replace the wish of this kind; `answer(response)` is called once it is granted. */
  ask(kind, url, answer) {
    this.wishes.set(kind, { url, answer });
    if (!this.running) this.run();
  }

  async run() {
    this.running = true;
    while (this.wishes.size && !this.signal.aborted) {
      const kind = this.wishes.has("picture") ? "picture" : this.wishes.keys().next().value;
      const wish = this.wishes.get(kind);
      this.wishes.delete(kind);
      try {
        const response = await fetch(wish.url, { signal: this.signal });
        await wish.answer(response);
        this.onfailure(false);
      } catch (error) {
        if (this.signal.aborted) break;
        if (!(error instanceof TypeError)) throw error; // fetch says TypeError when nobody answers
        this.onfailure(true);
        if (!this.wishes.has(kind)) this.wishes.set(kind, wish);
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    }
    this.running = false;
  }
}
