import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '../../api/types'
import type { GridColumn } from '../../kit/data-grid'
import { StatusMark } from '../../kit/status-mark'
import { When } from '../../kit/when'
import classes from './devices.module.css'
import type { May } from './may'
import { RowLinks } from './row-links'

/** @param may what may be opened from the row; null where nothing can be, in a past view */
export function useDeviceColumns(may: May | null): GridColumn<DeviceRow>[] {
  const { t } = useTranslation('devices')
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('column.name'),
        sort: 'name',
        least: 13,
        cell: (row) => (
          <>
            <Whole text={row.name} className={classes.name} />
            {may && <RowLinks device={row} may={may} />}
          </>
        ),
      },
      {
        id: 'status',
        header: t('column.status'),
        width: '7.75rem',
        cell: (row) => <StatusMark device={row} />,
      },
      {
        id: 'os',
        header: t('column.os'),
        width: '9rem',
        sort: 'os',
        cell: (row) => row.os || row.platform,
      },
      {
        id: 'group',
        header: t('column.group'),
        width: '8rem',
        cell: (row) => <Whole text={row.groupName} />,
      },
      { id: 'address', header: t('column.address'), width: '8rem', cell: (row) => row.address || '-' },
      { id: 'tags', header: t('column.tags'), width: '10rem', cell: (row) => <Tags tags={row.tags} /> },
      {
        id: 'lastSeen',
        header: t('column.lastSeen'),
        width: '7.5rem',
        cell: (row) => <When at={row.lastSeen} />,
      },
      {
        id: 'hostName',
        header: t('column.hostName'),
        least: 9,
        cell: (row) => <Whole text={row.hostName} />,
      },
      { id: 'agent', header: t('column.agent'), width: '7rem', cell: (row) => row.agentVersion || '-' },
    ],
    [t, may],
  )
}

/** Text that may be cut: then, and only then, the pointer shows the whole of it. Screen readers get it all. */
function Whole({ text, className }: { text: string; className?: string | undefined }) {
  return (
    <span
      className={`${classes.whole} ${className ?? ''}`}
      onPointerEnter={({ currentTarget: cell }) => {
        cell.title = cell.scrollWidth > cell.clientWidth ? text : ''
      }}
    >
      {text}
    </span>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <span className="muted">-</span>
  return (
    <span className={classes.tags} title={tags.join(', ')}>
      {tags.map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
    </span>
  )
}

export function DeviceCard({ device }: { device: DeviceRow }) {
  return (
    <>
      <div className={classes.cardHead}>
        <span className={classes.name}>{device.name}</span>
        <StatusMark device={device} />
      </div>
      <div className={classes.cardMore}>
        {device.groupName} · {device.os || device.platform}
      </div>
      {device.tags.length > 0 && (
        <div className={classes.cardMore}>
          <Tags tags={device.tags} />
        </div>
      )}
    </>
  )
}
