// How much room a line has: the width of the window in letters of the present size.
import { computed, type ComputedRef, onBeforeUnmount, onMounted, ref } from "vue";

/** Below this many letters a head shows its short form: 1366 px at 24 px type has 57. */
const NARROW = 66;

/** Whether lines must be short; follows the window and the size of the type, which the caller gives in pixels. */
export function useNarrow(size: () => number): ComputedRef<boolean> {
  const width = ref(window.innerWidth);
  const measure = (): void => void (width.value = window.innerWidth);
  onMounted(() => window.addEventListener("resize", measure));
  onBeforeUnmount(() => window.removeEventListener("resize", measure));
  return computed(() => width.value < NARROW * size());
}
