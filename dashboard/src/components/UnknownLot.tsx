import { Button } from '@mantine/core'
import { Link } from 'react-router'

/** There is no lot of this code. */
export function UnknownLot({ lot, back }: { lot: string; back: string }) {
  return (
    <div className="pk-state">
      <h1>There is no lot “{lot}”</h1>
      <p>It may have been renamed or removed, or the address is mistyped.</p>
      <Button component={Link} to={back} variant="light">
        To all lots
      </Button>
    </div>
  )
}
