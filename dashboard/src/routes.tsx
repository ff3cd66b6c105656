import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { Shell } from './components/Shell.tsx'
import { WaitState } from './components/WaitState.tsx'
import { HomePage } from './pages/client/HomePage.tsx'
import { BoardPage } from './pages/landlord/BoardPage.tsx'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { patterns } from './paths.ts'

const LotPage = lazy(() =>
  import('./pages/landlord/LotPage.tsx').then((m) => ({ default: m.LotPage })),
)
const AdminPage = lazy(() =>
  import('./pages/administrator/AdminPage.tsx').then((m) => ({ default: m.AdminPage })),
)

/** Which page stands at which address. What only some people open is loaded when opened. */
export function AppRoutes() {
  return (
    <Shell>
      <Suspense fallback={<WaitState />}>
        <Routes>
          <Route path={patterns.home} element={<HomePage />} />
          <Route path={patterns.board} element={<BoardPage />} />
          <Route path={patterns.lot} element={<LotPage />} />
          <Route path={patterns.admin} element={<AdminPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </Suspense>
    </Shell>
  )
}
