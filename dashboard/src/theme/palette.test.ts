import { describe, expect, test } from 'vitest'
import { contrast, distanceSeen } from './contrast.ts'
import { palettes } from './palette.ts'

describe.each(Object.entries(palettes))('%s', (_scheme, c) => {
  test('text keeps WCAG AA (4.5:1) on every ground it stands on', () => {
    const pairs = [
      ...['page', 'surface', 'raised', 'unknownSoft'].flatMap((ground) => [
        ['text', ground],
        ['dim', ground],
      ]),
      ...['accent', 'free', 'occupied', 'warn', 'bad', 'unknown', 'closed'].map((t) => [
        t,
        'surface',
      ]),
      ...['accent', 'free', 'occupied', 'warn', 'bad'].map((t) => [t, 'page']),
      ...[
        ['warn', 'warnSoft'],
        ['bad', 'badSoft'],
        ['free', 'freeSoft'],
      ],
      ...[
        ['accent', 'accentSoft'],
        ['onAccent', 'accent'],
        ['onOccupied', 'occupied'],
      ],
    ] as [keyof typeof c, keyof typeof c][]
    const poor = pairs.filter(([text, ground]) => contrast(c[text], c[ground]) < 4.5)
    expect(poor).toEqual([])
  })

  test('edges and marks keep 3:1 (WCAG 1.4.11)', () => {
    const poor = (['edge', 'free', 'occupied', 'closed', 'unknown'] as const).filter(
      (mark) => contrast(c[mark], c.surface) < 3,
    )
    expect(poor).toEqual([])
  })

  test('free, occupied and warning are told apart without red and green', () => {
    for (const sight of ['protanopia', 'deuteranopia'] as const) {
      const told = [
        distanceSeen(c.free, c.occupied, sight),
        distanceSeen(c.occupied, c.warn, sight),
        distanceSeen(c.occupied, c.bad, sight),
        distanceSeen(c.occupied, c.unknown, sight),
      ]
      expect(Math.min(...told)).toBeGreaterThan(10)
    }
  })
})
