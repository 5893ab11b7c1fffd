// Names that the pages took before `api.ts` had them; goes with the last import.
export type {
  DeskView,
  ExportedOpinion,
  OpinionView,
  ReadLine,
  ScoresShown,
  Signature,
  StepView,
  TaskRow,
  TaskState,
  TaskView,
  VersionView,
} from "./api";
