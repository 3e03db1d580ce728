/** What was kept under this name; `otherwise` where nothing was, or nothing may be. */
export function kept<Value>(store: Storage, name: string, otherwise: Value): Value {
  try {
    const text = store.getItem(`keel.${name}`);
    return text === null ? otherwise : (JSON.parse(text) as Value);
  } catch {
    return otherwise;
  }
}

export function keep(store: Storage, name: string, value: unknown): void {
  try {
    store.setItem(`keel.${name}`, JSON.stringify(value));
  } catch {
    // A full or forbidden store only costs the setting.
  }
}
