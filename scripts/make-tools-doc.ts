import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tools } from '../src/core/detectors/tools.ts';
import { toolsDocument } from './tools-document.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'tools.md'), toolsDocument(tools));
