import { afterAll, beforeAll, expect, test } from 'vitest'
import { asOperator, testApp } from '../testing/app.ts'
import { aLot, aSlot } from '../testing/builders.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'

let db: TestDatabase
let app: ReturnType<typeof testApp>

beforeAll(async () => {
  db = await testDatabase()
  app = testApp(db.pool)
})
afterAll(() => db[Symbol.asyncDispose]())

const put = (lot: string, body: unknown) => app.request(`/v1/lots/${lot}`, asOperator('PUT', body))
const get = async (path: string) => (await app.request(path)).json()

test('a described lot is answered with its capacity', async () => {
  const answer = await put('described', aLot(3))
  expect(answer.status).toBe(201)
  const { slots, ...lot } = aLot(3)
  expect(await answer.json()).toEqual({ id: 'described', ...lot, capacity: 3 })
  expect(await get('/v1/lots/described')).toEqual({ id: 'described', ...lot, capacity: 3 })
  expect(await get('/v1/lots/described/slots')).toEqual({ items: slots, nextCursor: null })
})

test('the same description again writes no row', async () => {
  const versions = async () =>
    (
      await db.pool.query(
        `select slots.xmin::text as slot, lots.xmin::text as lot from parking.slots
         join parking.lots on lots.id = lot_id where lots.code = 'twice' order by slots.code`,
      )
    ).rows
  await put('twice', aLot(5))
  const before = await versions()
  const again = await put('twice', aLot(5))
  expect(again.status).toBe(200)
  expect(await versions()).toEqual(before)
})

test('slots left out are retired and come back when described again', async () => {
  await put('shrinks', aLot(4))
  const fewer = { ...aLot(0), slots: [aSlot(2), aSlot(4, { closed: true })] }
  expect(await (await put('shrinks', fewer)).json()).toMatchObject({ capacity: 2 })
  expect(await get('/v1/lots/shrinks')).toMatchObject({ capacity: 2 })
  expect(await get('/v1/lots/shrinks/slots')).toEqual({ items: fewer.slots, nextCursor: null })
  await put('shrinks', aLot(4))
  expect(await get('/v1/lots/shrinks/slots')).toEqual({ items: aLot(4).slots, nextCursor: null })
})

test('a lot of 20,000 slots is taken in one request', async () => {
  const answer = await put('large', aLot(20_000))
  expect(answer.status).toBe(201)
  expect(await get('/v1/occupancy?limit=500')).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ lot: 'large', capacity: 20_000 })]),
  })
})
