// The indicators of a form as a list to choose from: by level-1 indicator, narrowed by what is typed.
import type { Form, Group } from "../../api/api";

export interface Option {
  id: string;
  name: string;
}
export interface OptionGroup {
  name: string;
  options: Option[];
}

const under = (group: Group): Option[] => [
  ...group.criteria.map(({ id, name }) => ({ id, name })),
  ...group.groups.flatMap(under),
];

/** All indicators by level-1 indicator, in the order of the form. */
export function optionsOf(form: Form): OptionGroup[] {
  return form.groups.map((group) => ({ name: group.name, options: under(group) }));
}

const plain = (words: string) => words.normalize("NFKC").toLowerCase().replaceAll(/\s/g, "");

/** Those whose number, name or level-1 indicator holds what was typed. */
export function narrow(groups: OptionGroup[], typed: string): OptionGroup[] {
  const sought = plain(typed);
  if (sought === "") return groups;
  return groups.flatMap(({ name, options }) => {
    const fitting = plain(name).includes(sought)
      ? options
      : options.filter((option) => plain(option.id + option.name).includes(sought));
    return fitting.length === 0 ? [] : [{ name, options: fitting }];
  });
}

export function wordsOf(option: Option): string {
  return `${option.id} ${option.name}`;
}
