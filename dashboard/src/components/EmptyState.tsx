import type { ReactNode } from 'react'

/** What stands where there is nothing yet: why, and what will fill it. */
export function EmptyState({
  title,
  children,
  icon,
}: {
  title: string
  children?: ReactNode
  icon?: ReactNode
}) {
  return (
    <div className="pk-state">
      {icon}
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  )
}
