import { type ReactNode, useId } from 'react'

/** A titled part of a page, with its controls at the right of the title. */
export function Card({
  title,
  tools,
  children,
}: {
  title: string
  tools?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className="pk-card" aria-labelledby={id}>
      <div className="pk-card-head">
        <h2 id={id}>{title}</h2>
        {tools}
      </div>
      {children}
    </section>
  )
}
