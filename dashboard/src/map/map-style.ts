import type { Map as Canvas, ExpressionSpecification, StyleSpecification } from 'maplibre-gl'
import { served } from '../paths.ts'

/** The value a colour of the theme has now; WebGL cannot read CSS variables. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** Streets as thin neutral lines; nothing that needs glyphs, sprites or another server. */
export function streetStyle(): StyleSpecification {
  const width = (near: number, far: number): ExpressionSpecification => {
    return ['interpolate', ['exponential', 1.6], ['zoom'], 10, far, 17, near]
  }
  return {
    version: 8,
    sources: { streets: { type: 'geojson', data: served.streets, tolerance: 0.2 } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('--pk-surface') } },
      {
        id: 'small',
        type: 'line',
        source: 'streets',
        filter: ['==', ['get', 'rank'], 'small'],
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': colour('--pk-street'), 'line-width': width(4, 0.5) },
      },
      {
        id: 'main',
        type: 'line',
        source: 'streets',
        filter: ['==', ['get', 'rank'], 'main'],
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': colour('--pk-street-main'), 'line-width': width(7, 0.9) },
      },
    ],
  }
}

/** Gives the map the colours of the scheme in use. */
export function paintNow(canvas: Canvas): void {
  const paint = () => {
    canvas.setPaintProperty('ground', 'background-color', colour('--pk-surface'))
    canvas.setPaintProperty('small', 'line-color', colour('--pk-street'))
    canvas.setPaintProperty('main', 'line-color', colour('--pk-street-main'))
  }
  if (canvas.isStyleLoaded()) paint()
  else void canvas.once('styledata', paint)
}
