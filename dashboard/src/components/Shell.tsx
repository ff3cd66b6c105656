import { ActionIcon, Tooltip } from '@mantine/core'
import { IconParking, IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Link, NavLink } from 'react-router'
import { paths } from '../paths.ts'
import { CommandPalette, useCommandKey } from './CommandPalette.tsx'
import { ConnectionBadge } from './ConnectionBadge.tsx'
import { DensityButton } from './DensityButton.tsx'
import { LostNotice } from './LostNotice.tsx'
import { SchemeButton } from './SchemeButton.tsx'

/** The frame of every page: where one is, how live it is, and how it looks. */
export function Shell({ children }: { children: ReactNode }) {
  const [palette, setPalette] = useState(false)
  useCommandKey(() => setPalette(true))
  return (
    <div className="pk-shell">
      <a className="pk-skip" href="#main">
        Skip to the content
      </a>
      <header className="pk-header">
        <Link className="pk-brand" to={paths.home()} aria-label="Parkade, to the start">
          <span className="pk-brand-mark" aria-hidden="true">
            <IconParking size={20} stroke={2.4} />
          </span>
          <span className="pk-brand-name">Parkade</span>
        </Link>
        <nav className="pk-nav" aria-label="Main">
          <NavLink to={paths.board()}>Lots</NavLink>
          <NavLink to={paths.admin()}>Admin</NavLink>
        </nav>
        <ConnectionBadge />
        <Tooltip label="Go to a lot or page (Ctrl K)">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Go to a lot or page"
            onClick={() => setPalette(true)}
          >
            <IconSearch size={18} />
          </ActionIcon>
        </Tooltip>
        <DensityButton />
        <SchemeButton />
      </header>
      <main id="main" className="pk-main" tabIndex={-1}>
        {children}
      </main>
      <LostNotice />
      {palette && <CommandPalette close={() => setPalette(false)} />}
    </div>
  )
}
