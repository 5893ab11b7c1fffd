// One text of the sheet between the person and the core: sent when it is left or rests, and never overwritten while typed.
import { onBeforeUnmount, shallowReactive, watch } from "vue";
import { sentence } from "../../../api/call";
import { TypedText } from "../../../parts/opinion/typed";

/** `kept` reads what the sheet holds now; `send` writes it and rejects with what the core refused. */
export function useField(kept: () => string, send: (text: string) => Promise<unknown>) {
  const REST = 800;
  let timer = 0;
  const field: TypedText = shallowReactive(
    new TypedText(kept(), null, () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(commit, REST);
    }),
  );
  watch(kept, (now) => field.take(now));

  function commit(): void {
    window.clearTimeout(timer);
    if (field.composing || !field.due()) return;
    const typed = field.send();
    send(typed).then(
      () => field.settled(typed, null),
      (error: unknown) => field.settled(typed, sentence(error)),
    );
  }

  onBeforeUnmount(() => {
    commit();
    window.clearTimeout(timer);
  });
  return { field, commit };
}
