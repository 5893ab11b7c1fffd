/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** `1` in the build of the browser stories: the steps of a journey are counted. */
  readonly VITE_COUNT_STEPS?: string;
}

interface Window {
  /** What went wrong in the page so far; filled by `public/faults.js`. */
  readonly pageFaults: string[];
  /** The steps so far, set back by the test; only in a page built for the browser stories. */
  __steps?: number;
}
