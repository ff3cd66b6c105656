import { expect, test } from 'vitest'
import { hasBrowser } from './browser.ts'
import { aStory } from './story.ts'

const story = aStory('market', () => true)

test.runIf(hasBrowser)('an address of a lot that is not there leads back to the lots', async () => {
  await using watched = await story.open()
  const { page, errors } = watched
  await page.goto(`${story.url()}/landlord/lots/nowhere`)
  await page.getByRole('heading', { name: 'There is no lot “nowhere”' }).waitFor()
  await page.getByRole('link', { name: 'To all lots' }).click()
  await page.getByRole('table', { name: 'Lots' }).waitFor()
  await page.goto(`${story.url()}/no/such/page`)
  await page.getByRole('heading', { name: 'There is no page here' }).waitFor()
  expect(errors).toEqual([])
})

test.runIf(hasBrowser)('a lot never heard of shows no numbers that nobody measured', async () => {
  await using watched = await story.open()
  const { page } = watched
  await page.goto(`${story.url()}/landlord`)
  await page.getByRole('row', { name: /Stadtgarten.*— \/ 4.*No data/ }).waitFor()
  await page.getByRole('row', { name: /Marktplatz.*0 \/ 4.*100\s?%/ }).waitFor()
  await page.goto(`${story.url()}/landlord/lots/silent`)
  await page.getByRole('img', { name: 'P-01: Unknown' }).waitFor()
})

test.runIf(hasBrowser)('dead letters are shown to who has the operator’s token only', async () => {
  await using watched = await story.open()
  const { page } = watched
  await page.goto(`${story.url()}/admin`)
  await page.getByRole('row', { name: /Marktplatz/ }).waitFor()
  const token = page.getByRole('textbox', { name: 'Operator token' })
  await token.fill('wrong')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.getByText('The server does not accept this token.').waitFor()
  await token.fill(story.operatorToken())
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.getByRole('heading', { name: 'No dead letters' }).waitFor()
})
