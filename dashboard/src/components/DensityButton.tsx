import { ActionIcon, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconBaselineDensityMedium, IconBaselineDensitySmall } from '@tabler/icons-react'
import { useLayoutEffect } from 'react'

/** Switches tables between roomy and compact; remembered on this device. */
export function DensityButton() {
  const [density, setDensity] = useLocalStorage<'roomy' | 'compact'>({
    key: 'parkade-density',
    defaultValue: 'roomy',
    getInitialValueInEffect: false,
  })
  useLayoutEffect(() => {
    document.documentElement.dataset['density'] = density
  }, [density])
  const next = density === 'roomy' ? 'compact' : 'roomy'
  return (
    <Tooltip label={`Use ${next} tables`}>
      <ActionIcon
        className="pk-wide"
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Use ${next} tables`}
        onClick={() => setDensity(next)}
      >
        {next === 'compact' ? (
          <IconBaselineDensitySmall size={18} />
        ) : (
          <IconBaselineDensityMedium size={18} />
        )}
      </ActionIcon>
    </Tooltip>
  )
}
