import { ActionIcon } from '@mantine/core'
import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react'

/** Closer, farther, everything: for those without a wheel or two fingers. */
export function MapButtons({
  zoom,
  fitAll,
  fitLabel = 'Show all lots',
}: {
  zoom: (by: 1 | -1) => void
  fitAll: () => void
  fitLabel?: string
}) {
  return (
    <ActionIcon.Group orientation="vertical" className="pk-map-buttons">
      <ActionIcon variant="default" size="lg" aria-label="Zoom in" onClick={() => zoom(1)}>
        <IconPlus size={18} />
      </ActionIcon>
      <ActionIcon variant="default" size="lg" aria-label="Zoom out" onClick={() => zoom(-1)}>
        <IconMinus size={18} />
      </ActionIcon>
      <ActionIcon variant="default" size="lg" aria-label={fitLabel} onClick={fitAll}>
        <IconFocusCentered size={18} />
      </ActionIcon>
    </ActionIcon.Group>
  )
}
