/** Candidates of a ratio test, taken out by ascending ratio; of equal ones, whichever the heap has first, which is the same each time. */
export class RatioQueue {
  #size = 0;
  #ratios = new Float64Array(64);
  #items = new Int32Array(64);

  get size(): number {
    return this.#size;
  }

  /** the least ratio; the queue is not empty */
  get least(): number {
    return this.#ratios[0]!;
  }

  clear(): void {
    this.#size = 0;
  }

  add(ratio: number, item: number): void {
    if (this.#size === this.#items.length) this.#grow();
    const [ratios, items] = [this.#ratios, this.#items];
    let at = this.#size;
    this.#size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (ratios[parent]! <= ratio) break;
      ratios[at] = ratios[parent]!;
      items[at] = items[parent]!;
      at = parent;
    }
    ratios[at] = ratio;
    items[at] = item;
  }

  /** Removes the item of the least ratio. */
  take(): number {
    const [ratios, items] = [this.#ratios, this.#items];
    const taken = items[0]!;
    this.#size -= 1;
    const size = this.#size;
    const ratio = ratios[size]!;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && ratios[child + 1]! < ratios[child]!) child += 1;
      if (ratios[child]! >= ratio) break;
      ratios[at] = ratios[child]!;
      items[at] = items[child]!;
      at = child;
    }
    ratios[at] = ratio;
    items[at] = items[size]!;
    return taken;
  }

  #grow(): void {
    const [ratios, items] = [this.#ratios, this.#items];
    this.#ratios = new Float64Array(2 * ratios.length);
    this.#items = new Int32Array(2 * items.length);
    this.#ratios.set(ratios);
    this.#items.set(items);
  }
}
