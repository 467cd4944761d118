// Writes src/checklist/problems.ts from the server's catalogue. Run by `npm run types`.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = execFileSync(`${root}.venv/bin/python`, ['-m', 'tests.phone_sentences'], { cwd: root });
writeFileSync(new URL('../src/checklist/problems.ts', import.meta.url), text);
