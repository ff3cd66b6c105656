import './map.css'
import { lazy, Suspense, useState } from 'react'
import type { BoardRow } from '../util/board-rows.ts'
import { PlainMap } from './PlainMap.tsx'
import { streetsAttribution } from './streets.ts'

const StreetMap = lazy(() =>
  import('./StreetMap.tsx').then((module) => ({ default: module.StreetMap })),
)

/** What both maps are given. */
export interface MapProps {
  rows: readonly BoardRow[]
  chosen: string | undefined
  choose: (lot: string) => void
  /** Whether a panel covers the map's right side. */
  panelOpen: boolean
}

/** The map of the lots: WebGL where there is some, plain SVG where there is not. */
export function CityMap(props: MapProps) {
  const [plain, setPlain] = useState(() => !hasWebGl())
  return (
    <>
      {plain ? (
        <PlainMap {...props} />
      ) : (
        <Suspense fallback={<div className="pk-map-wait" />}>
          <StreetMap {...props} fail={() => setPlain(true)} />
        </Suspense>
      )}
      <div className="pk-map-legend" aria-hidden="true">
        <span>
          <i data-what="ring" /> share occupied
        </span>
        <span>
          <b>12</b> free
        </span>
        <span>
          <i data-what="old" /> last known
        </span>
      </div>
      <div className="pk-map-credit">{streetsAttribution}</div>
    </>
  )
}

function hasWebGl(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}
