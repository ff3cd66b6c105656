import {
  IconBolt,
  IconMoodKid,
  IconMotorbike,
  IconPackage,
  IconUser,
  IconWheelchair,
} from '@tabler/icons-react'
import { memo } from 'react'
import type { Slot } from '#contracts/http/lots.ts'
import type { SlotState } from '#contracts/rules/trust.ts'
import { classWords, slotWords } from './words.ts'

const classIcons = {
  standard: undefined,
  disabled: IconWheelchair,
  ev: IconBolt,
  family: IconMoodKid,
  motorcycle: IconMotorbike,
  delivery: IconPackage,
  resident: IconUser,
}

/** Free room between a slot and its neighbour, in metres. */
const gapM = 0.25

/** One slot on the floor plan: colour, shape and text say its state. Drawn anew only when that changes. */
export const FloorSlot = memo(function FloorSlot({
  slot,
  state,
  hit,
}: {
  slot: Slot
  state: SlotState
  /** Whether it is one the reader asked to see. */
  hit: boolean
}) {
  const { x, y, width, length, rotation } = slot.place
  const Icon = classIcons[slot.class]
  const [w, h] = [width - gapM, length - gapM]
  const special = slot.class === 'standard' ? '' : `, ${classWords[slot.class]}`
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes is no control
    <g
      id={slotElementId(slot.id)}
      className="pk-slot"
      data-slot={slot.id}
      data-state={state}
      data-hit={hit}
      role="img"
      aria-label={`${slot.id}: ${slotWords[state]}${special}`}
      transform={`translate(${x + width / 2} ${y + length / 2}) rotate(${rotation})`}
    >
      <rect x={-w / 2} y={-h / 2} width={w} height={h} rx={0.35} />
      {state === 'closed' && (
        <path
          className="pk-slot-cross"
          d={`M${-w / 2} ${-h / 2}L${w / 2} ${h / 2}M${w / 2} ${-h / 2}L${-w / 2} ${h / 2}`}
        />
      )}
      <g transform={`rotate(${-rotation})`}>
        {Icon && <Icon x={-0.75} y={-0.75} width={1.5} height={1.5} stroke={2} />}
        <text y={-1.2}>{slot.id}</text>
        <text y={1.6}>{slotWords[state].toLowerCase()}</text>
      </g>
    </g>
  )
})

/** Id of a slot's element, for the keyboard's active descendant. */
export function slotElementId(slot: string): string {
  return `pk-slot-${slot}`
}
