import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { get } from '../api/http.ts'
import { served } from '../paths.ts'

/** The shipped street lines: one many-line feature for main streets, one for the others. */
export const Streets = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      properties: z.object({ rank: z.enum(['main', 'small']) }),
      geometry: z.object({
        type: z.literal('MultiLineString'),
        coordinates: z.array(z.array(z.tuple([z.number(), z.number()]))),
      }),
    }),
  ),
})
export type Streets = z.infer<typeof Streets>

/** What a map of these streets must say (ODbL 1.0 §4.3). */
export const streetsAttribution = '© OpenStreetMap contributors (ODbL)'

/** The street lines, asked for once. */
export const streetsQuery = queryOptions({
  queryKey: ['streets'],
  queryFn: ({ signal }) => get(Streets, served.streets, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
})
