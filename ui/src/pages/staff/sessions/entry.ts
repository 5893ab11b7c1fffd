// What is typed of a task before the core has taken it.
import type { Session } from "../../../api/api";
import { nextNumber } from "../../../lib/numbering";

export interface SessionEntry {
  no: string;
  form: string;
  title: string;
  kind: string;
  organiser: string;
  office: string;
  place: string;
  starts_on: string;
  ends_on: string;
  requirements: string;
}

export const FIELDS = ["no", "form", "title", "organiser", "office", "place", "starts_on", "ends_on", "requirements"] as const;

/** A new task: what stays the same from one to the next is taken from the newest. */
export function newEntry(sessions: readonly Session[], year: string): SessionEntry {
  const newest = sessions[0];
  return {
    no: nextNumber(sessions.map((one) => one.no), year),
    form: "",
    title: "",
    kind: newest?.kind ?? "",
    organiser: newest?.organiser ?? "",
    office: newest?.office ?? "",
    place: newest?.place ?? "",
    starts_on: "",
    ends_on: "",
    requirements: newest?.requirements ?? "",
  };
}

/** A task as it is, to be written anew. */
export function entryOf(session: Session, form: string): SessionEntry {
  const { no, title, kind, organiser, office, place, starts_on, ends_on, requirements } = session;
  return { no, form, title, kind, organiser, office, place, starts_on, ends_on, requirements };
}

/** As the core takes it: a meeting of one day ends on the day it begins. */
export function asArguments(entry: SessionEntry): SessionEntry {
  const ends_on = entry.ends_on.trim() === "" ? entry.starts_on : entry.ends_on;
  return { ...entry, no: entry.no.trim(), title: entry.title.trim(), organiser: entry.organiser.trim(), ends_on };
}
