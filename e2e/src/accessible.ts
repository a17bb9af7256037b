import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  id: string;
  help: string;
  nodes: { target: unknown; html: string }[];
}

/** What axe finds wrong with the page as it is, one line each; nothing is excluded. */
export async function violations(page: Page): Promise<string[]> {
  // Run by the browser's debugger, not by the page, so the page's policy stays as strict as it is.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${violation.help} at ${String(node.target)} ${node.html.slice(0, 160)}`));
}
