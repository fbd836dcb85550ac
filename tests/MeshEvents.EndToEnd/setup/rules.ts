import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What is shown now keeps to the rules of accessibility; `where` stands before each finding. */
export async function accessible(page: Page, where: string | number = '') {
  const { violations } = await new AxeBuilder({ page }).withTags(levels).analyze()
  expect(violations.map(found => `${where} ${found.id}: ${found.nodes[0]?.html}`)).toEqual([])
}

/** All that the browser will say about broken content security policies, from now on. */
export function policyBreaches(page: Page): string[] {
  const breaches: string[] = []
  page.on('console', message => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) breaches.push(message.text())
  })
  return breaches
}
