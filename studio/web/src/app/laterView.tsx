import { type ComponentType, type LazyExoticComponent, lazy } from "react";

type Part<Props> = { default: ComponentType<Props> };

const readers: (() => Promise<unknown>)[] = [];
const forgetters: (() => void)[] = [];

/** A view whose program comes when it is first looked at. */
export function laterView<Props extends object>(read: () => Promise<Part<Props>>): ComponentType<Props> {
  let reading: Promise<Part<Props>> | null = null;
  let view: LazyExoticComponent<ComponentType<Props>> | null = null;
  const get = () => {
    reading ??= read().catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return reading;
  };
  readers.push(get);
  forgetters.push(() => {
    if (reading === null) view = null;
  });
  return function Later(props: Props) {
    view ??= lazy(get);
    const View = view;
    return <View {...props} />;
  };
}

/** What could not be read, because the studio was gone just then, is asked for again when it is next looked at. */
export function forgetFailed(): void {
  for (const forget of forgetters) forget();
}

/** Reads all views once the first one stands: they are there then, whatever becomes of the studio. */
export function readViews(): () => void {
  const read = () => {
    for (const get of readers) get().catch(() => undefined);
  };
  // Not every browser tells when it has nothing else to do.
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(read, 1000);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(read, { timeout: 3000 });
  return () => cancelIdleCallback(idle);
}
