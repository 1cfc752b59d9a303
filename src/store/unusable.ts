import { ConfigError } from '../errors.ts';

/** What the operating system refuses about the data folder is for the operator to repair; anything else is as it was. */
export function unusableFolder(folder: string, error: unknown): unknown {
  if (error instanceof ConfigError) return error;
  const { syscall, errcode, errno } = error as Readonly<Record<'syscall' | 'errcode' | 'errno', unknown>>;
  // A call to the system that failed, and the words of SQLite and of the embedded engine for one.
  if (syscall === undefined && errcode === undefined && errno === undefined) return error;
  return new ConfigError([`DATA_FOLDER: \`${folder}\` cannot be used: ${whyOf(error)}`]);
}

/** A refused connection to a name with several addresses says nothing but its code. */
export function whyOf(error: unknown): string {
  const { message, code, errno } = error as Readonly<Record<'message' | 'code' | 'errno', unknown>>;
  if (typeof message === 'string' && message !== '') return message;
  if (typeof code === 'string' && code !== '') return code;
  if (errno === noSpace) return 'no space is left on the disk';
  return typeof errno === 'number' ? `error ${errno} of the file system` : 'unknown error';
}

// The embedded engine has numbers of its own: https://github.com/emscripten-core/emscripten/blob/main/system/lib/libc/musl/arch/emscripten/bits/errno.h
const noSpace = 51;
