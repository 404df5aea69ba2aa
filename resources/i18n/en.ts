<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>Events</name>
    <message>
        <source>事件</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>没有超标事件</source>
        <translation>No exceedance</translation>
    </message>
    <message>
        <source>{count} 次</source>
        <translation>{count} events</translation>
    </message>
    <message>
        <source>触发 LAF {level}</source>
        <translation>Trigger LAF {level}</translation>
    </message>
    <message>
        <source>标记</source>
        <translation>Mark</translation>
    </message>
    <message>
        <source>进行中</source>
        <translation>now</translation>
    </message>
    <message>
        <source>排除：{reason} {seconds} s</source>
        <translation>Excluded: {reason} {seconds} s</translation>
    </message>
    <message>
        <source>高于 {level}</source>
        <translation>above {level}</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>出发前</source>
        <extracomment>A jump in time longer than this is a gap and is not bridged, in seconds. Civil time of the whole country; there has been no daylight saving since 1991. Shown in English only: without the font Chinese would be boxes. A character every screen needs and few Latin fonts have.</extracomment>
        <translation>Before</translation>
    </message>
    <message>
        <source>路线</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>测量</source>
        <translation>Measure</translation>
    </message>
    <message>
        <source>取证</source>
        <translation>Evidence</translation>
    </message>
    <message>
        <source>收尾</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>还没有点位</source>
        <translation>No site yet</translation>
    </message>
    <message>
        <source>练习数据 · 模拟声级计 · 不产生证据 · 不能签名</source>
        <translation>Practice data · simulated meter · no evidence · no signature</translation>
    </message>
    <message>
        <source>练习模式</source>
        <translation>Practice mode</translation>
    </message>
    <message>
        <source>F10 离开练习</source>
        <translation>F10 leaves practice</translation>
    </message>
    <message>
        <source>不在护考区（最近 {venue} {distance}）</source>
        <translation>Outside exam zones (nearest {venue} {distance})</translation>
    </message>
    <message>
        <source>护考区 {venue} {distance}</source>
        <translation>Exam zone {venue} {distance}</translation>
    </message>
    <message>
        <source>禁噪令 生效中</source>
        <translation>noise ban in force</translation>
    </message>
    <message>
        <source>禁噪令 {time} 起</source>
        <translation>noise ban from {time}</translation>
    </message>
    <message>
        <source>夜间起 还有 {left}</source>
        <translation>night begins in {left}</translation>
    </message>
    <message>
        <source>昼间起 还有 {left}</source>
        <translation>day begins in {left}</translation>
    </message>
    <message>
        <source>变动 还有 {left}</source>
        <translation>change in {left}</translation>
    </message>
    <message>
        <source>练</source>
        <translation>P</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>排除：从 20 秒前起；再按结束，再按数字选原因。只作标记，不删数据</source>
        <translation>Exclude: begins 20 s back; again to end, then a digit picks the reason. It only marks; nothing is deleted</translation>
    </message>
    <message>
        <source>拍照，附在本次测量上</source>
        <translation>Photo, kept with this measurement</translation>
    </message>
    <message>
        <source>语音；再按结束</source>
        <translation>Voice note; again to end</translation>
    </message>
    <message>
        <source>标记，补到 5 秒前</source>
        <translation>Mark, reaches 5 s back</translation>
    </message>
    <message>
        <source>确认看到了超标</source>
        <translation>Acknowledge that the exceedance was seen</translation>
    </message>
    <message>
        <source>时间窗：10 分钟、全部、60 秒</source>
        <translation>Time window: 10 min, all, 60 s</translation>
    </message>
    <message>
        <source>色调：昼、暮、夜、暮、昼</source>
        <translation>Palette: day, dusk, night, dusk, day</translation>
    </message>
    <message>
        <source>开始或停止：按住 1 秒</source>
        <translation>Start or stop: hold for 1 s</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>全屏或窗口</source>
        <translation>Full screen or window</translation>
    </message>
    <message>
        <source>关上面板，不丢任何东西</source>
        <translation>Close a panel; nothing is discarded</translation>
    </message>
    <message>
        <source>数字键和小键盘与 F 键同号；0 就是 F10</source>
        <translation>Digits and numeric pad carry the F-keys' numbers; 0 is F10</translation>
    </message>
    <message>
        <source>按键</source>
        <translation>Keys</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>按住 1 秒</source>
        <translation>hold 1 s</translation>
    </message>
    <message>
        <source>排除结束</source>
        <translation>End exclusion</translation>
    </message>
    <message>
        <source>排除</source>
        <translation>Exclude</translation>
    </message>
    <message>
        <source>拍照</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>语音结束</source>
        <translation>End note</translation>
    </message>
    <message>
        <source>语音</source>
        <translation>Voice</translation>
    </message>
    <message>
        <source>标记</source>
        <translation>Mark</translation>
    </message>
    <message>
        <source>时间窗</source>
        <translation>Window</translation>
    </message>
    <message>
        <source>停止</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>开始</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>离开练习</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>帮助</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>确认</source>
        <translation>Acknowledge</translation>
    </message>
    <message>
        <source>色调</source>
        <translation>Palette</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>练习</source>
        <translation>PRACTICE</translation>
    </message>
    <message>
        <source>练  习</source>
        <translation>PRACTICE</translation>
    </message>
    <message>
        <source>事件</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>排除</source>
        <translation>Excl.</translation>
    </message>
    <message>
        <source>TSP 实线 · PM10 虚线  mg/m³</source>
        <translation>TSP solid · PM10 dashed  mg/m³</translation>
    </message>
    <message>
        <source>近 60 秒</source>
        <translation>last 60 s</translation>
    </message>
    <message>
        <source>近 10 分钟</source>
        <translation>last 10 min</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>all</translation>
    </message>
    <message>
        <source>限值</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>标记</source>
        <translation>Mark</translation>
    </message>
    <message>
        <source>排除段</source>
        <translation>Excluded</translation>
    </message>
    <message>
        <source>F7 改时间窗</source>
        <translation>F7 changes the window</translation>
    </message>
    <message>
        <source>夜间</source>
        <extracomment>From this age on a level is an old one, in seconds: two periods of a meter that speaks once a second.</extracomment>
        <translation>Night</translation>
    </message>
    <message>
        <source>昼间</source>
        <translation>Day</translation>
    </message>
    <message>
        <source>A 计权</source>
        <translation>A-weighted</translation>
    </message>
    <message>
        <source>快 F</source>
        <translation>Fast</translation>
    </message>
    <message>
        <source>每秒 2 次</source>
        <translation>2 per second</translation>
    </message>
    <message>
        <source>没有应答</source>
        <translation>No answer</translation>
    </message>
    <message>
        <source>旧数 {age} s 前</source>
        <translation>Old value, {age} s</translation>
    </message>
    <message>
        <source>低量程</source>
        <translation>Under range</translation>
    </message>
    <message>
        <source>过载</source>
        <translation>Overload</translation>
    </message>
    <message>
        <source>未校准</source>
        <translation>Not calibrated</translation>
    </message>
    <message>
        <source>内 现在</source>
        <translation>in: now</translation>
    </message>
    <message>
        <source>外 最差</source>
        <translation>out: worst</translation>
    </message>
    <message>
        <source>未超</source>
        <translation>Complies</translation>
    </message>
    <message>
        <source>接近</source>
        <translation>Near</translation>
    </message>
    <message>
        <source>超标</source>
        <translation>OVER</translation>
    </message>
    <message>
        <source>现在 {now}，最差 {worst}</source>
        <translation>now {now}, worst {worst}</translation>
    </message>
    <message>
        <source>高于</source>
        <translation>over</translation>
    </message>
    <message>
        <source>参考</source>
        <translation>indicative</translation>
    </message>
    <message>
        <source>判定量</source>
        <translation>Judged</translation>
    </message>
    <message>
        <source>测得</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>差</source>
        <translation>Difference</translation>
    </message>
    <message>
        <source>现状</source>
        <translation>State</translation>
    </message>
    <message>
        <source>背景测量</source>
        <translation>Background</translation>
    </message>
    <message>
        <source>本次测量</source>
        <translation>This run</translation>
    </message>
    <message>
        <source>排除中 {time}，再按 F2 结束</source>
        <translation>Excluding {time}; F2 ends it</translation>
    </message>
    <message>
        <source>正在录语音，再按 F4 结束</source>
        <translation>Recording a voice note; F4 ends it</translation>
    </message>
    <message>
        <source>还没有开始测量</source>
        <translation>No measurement is running</translation>
    </message>
    <message>
        <source>正在校准</source>
        <translation>Calibrating</translation>
    </message>
    <message>
        <source>未满 {minutes} 分钟，现为参考值，不作判定</source>
        <translation>Under {minutes} min: indicative, not judged</translation>
    </message>
    <message>
        <source>已测满，测后校准后判定</source>
        <translation>Complete; judged after the final calibration</translation>
    </message>
    <message>
        <source>已判定</source>
        <translation>Judged</translation>
    </message>
    <message>
        <source>相对湿度</source>
        <translation>Humidity</translation>
    </message>
    <message>
        <source>风</source>
        <translation>Wind</translation>
    </message>
    <message>
        <source>北</source>
        <translation>N</translation>
    </message>
    <message>
        <source>东北</source>
        <translation>NE</translation>
    </message>
    <message>
        <source>东</source>
        <translation>E</translation>
    </message>
    <message>
        <source>东南</source>
        <translation>SE</translation>
    </message>
    <message>
        <source>南</source>
        <translation>S</translation>
    </message>
    <message>
        <source>西南</source>
        <translation>SW</translation>
    </message>
    <message>
        <source>西</source>
        <translation>W</translation>
    </message>
    <message>
        <source>西北</source>
        <translation>NW</translation>
    </message>
    <message>
        <source>还没有测量</source>
        <extracomment>Text is never shrunk below this to fit; what still does not fit is cut with an ellipsis. What a scene's history holds: readings a second of sound, seconds between readings of dust. One key walks day, dusk, night, dusk, day: leaving night never jumps to white.</extracomment>
        <translation>Not measuring</translation>
    </message>
    <message>
        <source>已确认</source>
        <translation>Acknowledged</translation>
    </message>
    <message>
        <source>高 {amount} {unit}</source>
        <translation>{amount} {unit} over</translation>
    </message>
    <message>
        <source>低 {amount} {unit}</source>
        <translation>{amount} {unit} under</translation>
    </message>
    <message>
        <source>限值 {limit}</source>
        <translation>limit {limit}</translation>
    </message>
    <message>
        <source>{period}限值 {limit}</source>
        <translation>{period} limit {limit}</translation>
    </message>
    <message>
        <source>自 {time}</source>
        <translation>since {time}</translation>
    </message>
    <message>
        <source>第 {count} 次</source>
        <translation>event {count}</translation>
    </message>
    <message>
        <source>{time} 起噪声限值 {limit}</source>
        <translation>noise limit {limit} from {time}</translation>
    </message>
    <message>
        <source>LAeq,T 将高 {amount} dB</source>
        <translation>LAeq,T will be {amount} dB over</translation>
    </message>
    <message>
        <source>测满 {minutes} 分钟后判定</source>
        <translation>judged after {minutes} min</translation>
    </message>
    <message>
        <source>练习记录另库存放，练习结束即标明，不进案卷</source>
        <translation>Practice records are kept apart, marked, and never enter a case</translation>
    </message>
    <message>
        <source>{quantity} 接近限值</source>
        <translation>{quantity} near the limit</translation>
    </message>
    <message>
        <source>声级计没有应答</source>
        <translation>The meter does not answer</translation>
    </message>
    <message>
        <source>锁定到本次结束，结果上保留</source>
        <translation>latched to the end of the run, kept on the result</translation>
    </message>
    <message>
        <source>过载，本次只作参考</source>
        <translation>Overload: indicative only</translation>
    </message>
    <message>
        <source>只作参考，不作判定。先套上校准器校准。</source>
        <translation>Indicative, not judged. Calibrate first.</translation>
    </message>
    <message>
        <source>未校准，只作参考</source>
        <translation>Not calibrated: indicative only</translation>
    </message>
    <message>
        <source>按住 F9 一秒开始</source>
        <translation>Hold F9 for one second to start</translation>
    </message>
    <message>
        <source>不能判定</source>
        <translation>Cannot be judged</translation>
    </message>
    <message>
        <source>只作参考</source>
        <extracomment>Pairs of (what is drawn, what it lies on) that carry text: at least 4.5 to 1 in every tone.</extracomment>
        <translation>Indicative only</translation>
    </message>
    <message>
        <source>理由见收尾</source>
        <translation>reasons on the closing screen</translation>
    </message>
    <message>
        <source>还没有数</source>
        <translation>No value yet</translation>
    </message>
    <message>
        <source>等第一个读数</source>
        <translation>Waiting for the first reading</translation>
    </message>
    <message>
        <source>最大</source>
        <extracomment>From this much under a noise limit on, the screen says "near". The numeric pad with Num Lock off, as it often is on a laptop. The history plot gives way first; below this the figures give way too. Of twenty beats a second: figures on every tenth, bar and plots on every second. A fresh alarm alternates once a second for this long, then stays solid.</extracomment>
        <translation>Max</translation>
    </message>
    <message>
        <source>声级</source>
        <translation>Level</translation>
    </message>
    <message>
        <source>排除后</source>
        <translation>without excl.</translation>
    </message>
    <message>
        <source>有雨</source>
        <translation>rain</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>过路车辆</source>
        <translation>passing vehicle</translation>
    </message>
    <message>
        <source>鸣笛</source>
        <translation>horn</translation>
    </message>
    <message>
        <source>人声</source>
        <translation>voices</translation>
    </message>
    <message>
        <source>犬吠</source>
        <translation>dog</translation>
    </message>
    <message>
        <source>飞机</source>
        <translation>aircraft</translation>
    </message>
    <message>
        <source>碰到传声器</source>
        <translation>microphone touched</translation>
    </message>
    <message>
        <source>风</source>
        <translation>wind</translation>
    </message>
    <message>
        <source>提示音</source>
        <translation>alarm sound</translation>
    </message>
    <message>
        <source>其他</source>
        <translation>other</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>没有声级计</source>
        <translation>No sound meter</translation>
    </message>
    <message>
        <source>未录制</source>
        <translation>Not recording</translation>
    </message>
    <message>
        <source>练习模式 · 模拟仪器 · 不是证据 · 不能签名 · 不进案卷</source>
        <translation>Practice mode · simulated instruments · not evidence · no signature · no case</translation>
    </message>
    <message>
        <source>声级计</source>
        <translation>Sound meter</translation>
    </message>
    <message>
        <source>粉尘仪</source>
        <translation>Dust meter</translation>
    </message>
    <message>
        <source>气象仪</source>
        <translation>Weather</translation>
    </message>
    <message>
        <source>卫星定位</source>
        <translation>GNSS</translation>
    </message>
    <message>
        <source>传声器</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>校准器</source>
        <translation>Calibrator</translation>
    </message>
    <message>
        <source>{name} 旧数 {age} s</source>
        <translation>{name} old, {age} s</translation>
    </message>
    <message>
        <source>{name}没有应答</source>
        <translation>{name}: no answer</translation>
    </message>
    <message>
        <source>没有{name}</source>
        <translation>No {name}</translation>
    </message>
    <message>
        <source>断开，已补记</source>
        <translation>Interrupted, noted</translation>
    </message>
    <message>
        <source>没有定位</source>
        <translation>No fix</translation>
    </message>
    <message>
        <source>北斗 {count} 星</source>
        <translation>GNSS {count} sat.</translation>
    </message>
    <message>
        <source>{count} 星</source>
        <translation>{count} sat.</translation>
    </message>
    <message>
        <source>时间 卫星</source>
        <translation>Time: GNSS</translation>
    </message>
    <message>
        <source>卫星时</source>
        <translation>GNSS time</translation>
    </message>
    <message>
        <source>时间 本机</source>
        <translation>Time: laptop</translation>
    </message>
    <message>
        <source>本机时</source>
        <translation>Laptop time</translation>
    </message>
    <message>
        <source>未校准</source>
        <translation>Not calibrated</translation>
    </message>
    <message>
        <source>磁盘</source>
        <translation>Disk</translation>
    </message>
    <message>
        <source>电池</source>
        <translation>Battery</translation>
    </message>
    <message>
        <source>链</source>
        <translation>Chain</translation>
    </message>
    <message>
        <source>录制</source>
        <translation>Recording</translation>
    </message>
    <message>
        <source>校准</source>
        <translation>Calibrated</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>夜巡</source>
        <translation>Night Patrol</translation>
    </message>
    <message>
        <source>排除的原因</source>
        <extracomment>Pairs that carry shapes only: at least 3 to 1. Distances of grid lines and of labels, in seconds; the first that gives at most six labels is taken. The coming limit is named in the block from this long before it applies, in seconds. The axis ends at the first of these that holds the highest value, mg/m3. Dust is read once a second or slower; longer silence is a gap. Room left of the text for the ground of the open event. Two limit boxes closer than this move apart, in pixels. Pixel size of the figures as a part of the window's height; the figures are then 25.4 % of it high. Height of a figure in ems, from the font's outlines. Left margin of the text within the widget. Which items give way when the line is too narrow, first to last; the others always stay whole.</extracomment>
        <translation>Reason for the exclusion</translation>
    </message>
    <message>
        <source>按数字选；Esc 关上，排除继续</source>
        <translation>A digit picks; Esc closes, the exclusion goes on</translation>
    </message>
</context>
</TS>
