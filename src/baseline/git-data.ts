/** The files of one branch, read and written without a clone. What cannot be done is a UserError that says what to do. */
export interface GitData {
  /** A file's content at the tip of the branch; null where file or branch are missing, or the token may not see them. */
  readFile(path: string): Promise<string | null>;
  /**
   * Puts one commit on top of the branch, which is made where it is missing.
   *
   * @param change what to commit, by what is there; null for nothing. It is asked again where another writer was first,
   *   or where an answer was lost: it finds then what it had committed.
   */
  commit(change: (tip: Tip) => Promise<Change | null>): Promise<void>;
}

/** The branch as one commit has it. */
export interface Tip {
  /** Whether there is a branch at all. */
  exists: boolean;
  /** Whether the commit has no parent. */
  isAlone(): Promise<boolean>;
  /** Null where there is no such file. */
  readFile(path: string): Promise<string | null>;
  /** Paths of all files below a directory. */
  list(directory: string): Promise<string[]>;
}

export interface Change {
  message: string;
  /** Contents by path; null deletes a file that is there. */
  files: ReadonlyMap<string, string | null>;
  /** The commit becomes the branch's only one. */
  alone?: boolean;
}
