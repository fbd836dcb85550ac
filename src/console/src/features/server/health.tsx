import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { HealthTile } from '../../api/types'
import { ErrorPanel } from '../../kit/error-panel'
import { Pending } from '../../kit/pending'
import { Mark, type MarkKind } from '../../kit/status-mark'
import classes from './server.module.css'

const looks: Record<HealthTile['state'], { shape: string; kind: MarkKind }> = {
  Ok: { shape: '●', kind: 'ok' },
  Look: { shape: '◆', kind: 'warn' },
  Act: { shape: '▲', kind: 'bad' },
}

/** Health is not part of the live feed: while the page is open it asks this often (ms). */
const every = 15_000

/** Everything the operator should know about the installation, what is worst first. */
export function HealthPage() {
  const answer = api.useQuery('get', '/api/server/health', undefined, {
    staleTime: 0,
    refetchInterval: every,
  })
  return (
    <>
      {answer.isPending && <Pending />}
      {answer.error && <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data && (
        <>
          <Summary tiles={answer.data.tiles} />
          <ul className={classes.tiles}>
            {answer.data.tiles.map((tile) => (
              <Tile key={tile.name} tile={tile} />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** Said aloud when it changes, so that nobody has to read all tiles again. */
function Summary({ tiles }: { tiles: readonly HealthTile[] }) {
  const { t } = useTranslation('server')
  const count = (state: HealthTile['state']) => tiles.filter((tile) => tile.state === state).length
  const [act, look] = [count('Act'), count('Look')]
  const parts = [act > 0 && t('health.act', { count: act }), look > 0 && t('health.look', { count: look })]
  return (
    <Text role="status" mb="md">
      {parts.filter(Boolean).join(' · ') || t('health.allWell')}
    </Text>
  )
}

function Tile({ tile }: { tile: HealthTile }) {
  const { t } = useTranslation('server')
  return (
    <li className={classes.tile} data-state={tile.state}>
      <div className={classes.tileHead}>
        <h2 className={classes.tileTitle}>{t(`tile.${tile.name}`, { defaultValue: tile.name })}</h2>
        <Mark {...looks[tile.state]} words={t(`tileState.${tile.state}`)} />
      </div>
      <p className={classes.figure}>{tile.figure}</p>
      <p className={classes.cause}>{tile.cause}</p>
      {tile.next && (
        <p className={classes.next}>
          <strong>{t('health.next')}</strong> {tile.next}
        </p>
      )}
    </li>
  )
}
