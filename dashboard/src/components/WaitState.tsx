import { Loader } from '@mantine/core'

/** Shown only while a page's own code is on its way; data has skeletons. */
export function WaitState() {
  return (
    <div className="pk-state" role="status" aria-label="Loading the page">
      <Loader size="sm" />
    </div>
  )
}
