import { stripTypeScriptTypes } from 'node:module';

/** Jest transformer: Node's own type stripping, so that tests run the code exactly as `node src/main.ts` does. */
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
