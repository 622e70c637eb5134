/** What the bundler adds to imports; the web application gets the same from its own types. */

declare module "*?url" {
  const address: string;
  export default address;
}

interface ImportMeta {
  glob(pattern: string, options: { query: "?raw"; import: "default"; eager: true }): Record<string, string>;
}
