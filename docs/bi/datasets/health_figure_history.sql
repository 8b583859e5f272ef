-- What a figure said when: the sums of each day at each revision, to answer "what did it say on Monday, and by how much it moved".
-- Grain: one row per source, scope, day, revision that landed, and figure.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  source,
  scope_id,
  day,
  figure,
  revision,
  said_from,
  said_until,
  amount,
  previous_amount,
  moved
FROM health_figure_history
