// What a phone has room for.

const NARROW = 480;

/** The figure as it fits: on a phone without what has no room there, which the table has all the same. */
export function fitted(figure, width) {
  if (width > NARROW) return figure;
  const { narrow = {} } = figure.layout.meta ?? {};
  return { data: figure.data.filter((trace) => trace.meta !== "roomy"), layout: { ...figure.layout, ...narrow } };
}
