/// <reference types="vite/client" />

interface Window {
  /** What went wrong in the page so far; filled by `public/faults.js`. */
  readonly pageFaults: string[];
}
