// The KPI frameworks a document may map to, as the leaf picker shows them.

import { pick, type Text } from '../../checklist/document';
import type { Doc } from './document';
import type { Framework, Node } from './doors';

export interface Branch {
  readonly code: string;
  readonly title: Text;
  readonly leaves: readonly Node[];
}

export interface Book {
  readonly code: string;
  readonly title: Text;
  /** Empty for a framework that does not exist here. */
  readonly branches: readonly Branch[];
}

/** The frameworks the document lists, and those an item maps to without their being listed. */
export function booksOf(doc: Doc, frameworks: readonly Framework[], mapped: readonly string[]): readonly Book[] {
  const wanted = new Map((doc.frameworks ?? []).map(({ code, version }) => [code, version]));
  for (const code of mapped) if (!wanted.has(code)) wanted.set(code, undefined);
  return [...wanted].map(([code, version]) => {
    const found = newest(frameworks, code, version);
    return found ? { code, title: found.document.title, branches: branches(found.document.nodes) } : { code, title: {}, branches: [] };
  });
}

function newest(frameworks: readonly Framework[], code: string, version?: number): Framework | undefined {
  return frameworks
    .filter((each) => each.code === code && (version === undefined || each.version === version))
    .sort((one, other) => other.version - one.version)[0];
}

/** Leaves by what they roll up to; leaves at the top are a branch of their own. */
function branches(nodes: readonly Node[]): readonly Branch[] {
  const parents = new Set(nodes.map((node) => node.parent).filter((parent) => parent !== null && parent !== undefined));
  const leaves = nodes.filter((node) => !parents.has(node.code));
  const codes = [...new Set(leaves.map((leaf) => leaf.parent ?? ''))];
  return codes.map((code) => ({
    code,
    title: nodes.find((node) => node.code === code)?.title ?? {},
    leaves: leaves.filter((leaf) => (leaf.parent ?? '') === code),
  }));
}

export function leafName(book: Book, code: string, language: string): string {
  const leaf = book.branches.flatMap((branch) => branch.leaves).find((each) => each.code === code);
  return pick(leaf?.title, language);
}
